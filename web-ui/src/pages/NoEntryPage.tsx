import { Button } from '@patternfly/react-core';
import { Alone } from '../parts/Alone';
import { ProblemAlert } from '../parts/ProblemAlert';

/** For who is logged in and has not been let in: what to do about it, and the way out. */
export function NoEntryPage({ onLogOut, error }: { onLogOut: () => void; error: Error | null }) {
  return (
    <Alone
      title="You have not been let in"
      trouble={error && <ProblemAlert title="You are still logged in" error={error} />}
      action={
        <Button variant="primary" onClick={onLogOut}>
          Log out
        </Button>
      }
    >
      You are logged in, and your account lacks the role &ldquo;user&rdquo;. Ask whoever runs Slipway for it,
      log out, and log in again.
    </Alone>
  );
}
