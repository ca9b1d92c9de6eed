import {
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import { useSearchParams } from 'react-router';

/** Where a log-out ends, and a log-in that did not succeed. It asks the platform nothing, so that it logs nobody in. */
export function LoggedOutPage() {
  const [params] = useSearchParams();
  const failed = params.get('login') === 'failed';
  return (
    <Bullseye className="slipway-alone">
      <EmptyState
        headingLevel="h1"
        titleText={failed ? 'You could not be logged in' : 'You are logged out'}
        icon={Mark}
      >
        <EmptyStateBody>
          {failed
            ? 'Your login at the identity provider ended meanwhile, or it did not answer.'
            : 'Your workspaces run on; their tabs in this browser are closed to whoever comes next.'}
        </EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="primary" component="a" href="/login?to=/">
              Log in
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </Bullseye>
  );
}

const Mark = () => <img src="/slipway.svg" alt="" width="64" height="64" />;
