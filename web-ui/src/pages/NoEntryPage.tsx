import {
  Bullseye,
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import { ProblemAlert } from '../parts/ProblemAlert';

/** For who is logged in and has not been let in: what to do about it, and the way out. */
export function NoEntryPage({ onLogOut, error }: { onLogOut: () => void; error: Error | null }) {
  return (
    <Bullseye className="slipway-alone">
      <EmptyState headingLevel="h1" titleText="You have not been let in" icon={Mark}>
        <EmptyStateBody>
          You are logged in, and your account lacks the role &ldquo;user&rdquo;. Ask whoever runs Slipway for
          it, log out, and log in again.
        </EmptyStateBody>
        <EmptyStateFooter>
          {error && <ProblemAlert title="You are still logged in" error={error} />}
          <EmptyStateActions>
            <Button variant="primary" onClick={onLogOut}>
              Log out
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </Bullseye>
  );
}

const Mark = () => <img src="/slipway.svg" alt="" width="64" height="64" />;
