import {
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';

/** Where a log-out ends. It asks the platform nothing, so that it logs nobody in. */
export function LoggedOutPage() {
  return (
    <Bullseye className="slipway-alone">
      <EmptyState headingLevel="h1" titleText="You are logged out" icon={Mark}>
        <EmptyStateBody>
          Your workspaces run on; their tabs in this browser are closed to whoever comes next.
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
