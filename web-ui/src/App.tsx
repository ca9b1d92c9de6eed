import { Page, Spinner } from '@patternfly/react-core';
import { lazy, type ReactNode, Suspense } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { isNotLetIn, type Me } from './api/client';
import { useLogOut } from './api/login';
import { useMe } from './api/workspaces';
import { useLive } from './live/useLive';
import { LoggedOutPage } from './pages/LoggedOutPage';
import { LogoutPage } from './pages/LogoutPage';
import { NoEntryPage } from './pages/NoEntryPage';
import { NotFoundPage } from './pages/NotFoundPage';
import { Header } from './parts/Header';
import { ProblemAlert } from './parts/ProblemAlert';
import { type Path, PATHS } from './routes';

const WorkspacesPage = lazy(async () => ({
  default: (await import('./pages/WorkspacesPage')).WorkspacesPage,
}));
const WorkspacePage = lazy(async () => ({ default: (await import('./pages/WorkspacePage')).WorkspacePage }));
const LaunchPage = lazy(async () => ({ default: (await import('./pages/LaunchPage')).LaunchPage }));
const ImagesPage = lazy(async () => ({ default: (await import('./pages/ImagesPage')).ImagesPage }));
const BuildPage = lazy(async () => ({ default: (await import('./pages/BuildPage')).BuildPage }));
const OperationPage = lazy(async () => ({ default: (await import('./pages/OperationPage')).OperationPage }));
const GpusPage = lazy(async () => ({ default: (await import('./pages/GpusPage')).GpusPage }));

const LOGGED_OUT: Path = '/logged-out';

export function App() {
  return useLocation().pathname === LOGGED_OUT ? <LoggedOutPage /> : <LoggedIn />;
}

function LoggedIn() {
  const me = useMe();
  const logOut = useLogOut();
  useLive();
  // Nothing of anyone's stands in a page that is left by logging out.
  if (logOut.isPending || logOut.isSuccess) {
    return <Waiting what="Logging out" />;
  }
  if (me.isPending) {
    return <Waiting what="Loading Slipway" />;
  }
  if (isNotLetIn(me.error)) {
    return <NoEntryPage onLogOut={logOut.mutate} error={logOut.error} />;
  }
  if (me.isError) {
    return <ProblemAlert title="Slipway cannot tell who you are" error={me.error} />;
  }
  const pages = elements(me.data, logOut.mutate);
  return (
    <Page masthead={<Header username={me.data.username} onLogOut={logOut.mutate} />} isContentFilled>
      {logOut.error && <ProblemAlert title="You are still logged in" error={logOut.error} />}
      <Suspense fallback={<Waiting what="Loading the page" />}>
        <Routes>
          {PATHS.map((path) => (
            <Route key={path} path={path} element={pages[path]} />
          ))}
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </Suspense>
    </Page>
  );
}

function elements(me: Me, logOut: () => void): Record<Path, ReactNode> {
  const isAdmin = me.roles.includes('admin');
  return {
    '/': <WorkspacesPage />,
    '/workspaces': <Navigate to="/" replace />,
    '/workspaces/:id': <WorkspacePage />,
    '/launch': <LaunchPage />,
    '/images': <ImagesPage isAdmin={isAdmin} isBuilder={me.roles.includes('builder')} />,
    '/images/build': <BuildPage />,
    '/operations/:id': <OperationPage isAdmin={isAdmin} />,
    '/gpus': <GpusPage isAdmin={isAdmin} />,
    '/logout': <LogoutPage username={me.username} onLogOut={logOut} />,
    '/logged-out': <LoggedOutPage />,
  };
}

const Waiting = ({ what }: { what: string }) => <Spinner aria-label={what} className="slipway-waiting" />;
