import {
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  PageSection,
} from '@patternfly/react-core';
import { LinkButton } from '../parts/LinkButton';

/** For an address that the page does not know. */
export function NotFoundPage() {
  return (
    <PageSection isFilled>
      <EmptyState headingLevel="h1" titleText="There is nothing here">
        <EmptyStateBody>The address is wrong, or what was here is gone.</EmptyStateBody>
        <EmptyStateFooter>
          <EmptyStateActions>
            <LinkButton variant="primary" to="/">
              Your workspaces
            </LinkButton>
          </EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </PageSection>
  );
}
