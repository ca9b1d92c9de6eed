import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  PageSection,
} from '@patternfly/react-core';
import { Link } from 'react-router';

/** For an address that the page does not know. */
export function NotFoundPage() {
  return (
    <PageSection isFilled>
      <EmptyState headingLevel="h1" titleText="There is nothing here">
        <EmptyStateBody>The address is wrong, or what was here is gone.</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <Button variant="primary" component={(props) => <Link {...props} to="/" />}>
              Your workspaces
            </Button>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
