import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  PageSection,
} from '@patternfly/react-core';
import { LinkButton } from '../parts/LinkButton';

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
            <LinkButton variant="link" to="/">
              Stay
            </LinkButton>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
