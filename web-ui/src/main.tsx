import '@patternfly/react-core/dist/styles/base.css';
import './slipway.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './App';
import { ProblemError } from './api/client';
import { leaveWhenLoggedOut } from './api/login';
import { reloadWhenReplaced } from './release';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the platform refuses it will refuse again; only its absence is worth another try.
      retry: (failures, error) => !(error instanceof ProblemError && error.status < 500) && failures < 3,
    },
  },
});

leaveWhenLoggedOut();
reloadWhenReplaced();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
}
