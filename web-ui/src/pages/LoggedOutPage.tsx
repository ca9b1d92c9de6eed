import { Button } from '@patternfly/react-core';
import { useSearchParams } from 'react-router';
import { Alone } from '../parts/Alone';

/** Where a log-out ends, and a log-in that did not succeed. It asks the platform nothing, so that it logs nobody in. */
export function LoggedOutPage() {
  const [params] = useSearchParams();
  const failed = params.get('login') === 'failed';
  return (
    <Alone
      title={failed ? 'You could not be logged in' : 'You are logged out'}
      action={
        <Button variant="primary" component="a" href="/login?to=/">
          Log in
        </Button>
      }
    >
      {failed
        ? 'Your login at the identity provider ended meanwhile, or it did not answer.'
        : 'Your workspaces run on; their tabs in this browser are closed to whoever comes next.'}
    </Alone>
  );
}
