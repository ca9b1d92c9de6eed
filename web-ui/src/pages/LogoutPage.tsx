import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  PageSection,
} from '@patternfly/react-core';
import { Link } from 'react-router';

/** For who comes by an address: that alone logs nobody out, since any page can send a browser to it. */
export function LogoutPage({ username, onLogOut }: { username: string; onLogOut: () => void }) {
  return (
    <PageSection isFilled>
      <EmptyState headingLevel="h1" titleText="Log out?">
        <EmptyStateBody>You are logged in as {username}.</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="primary" onClick={onLogOut}>
              Yes, log out
            </Button>
            <Button variant="link" component={(props) => <Link {...props} to="/" />}>
              Stay
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
