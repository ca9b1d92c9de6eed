import {
  Bullseye,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import type { ReactNode } from 'react';

/** A page outside the platform's frame, for who is not in it: what there is to say, and the one thing to do. */
export function Alone({
  title,
  action,
  trouble,
  children,
}: {
  title: string;
  action: ReactNode;
  trouble?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Bullseye className="slipway-alone">
      <EmptyState headingLevel="h1" titleText={title} icon={Mark}>
        <EmptyStateBody>{children}</EmptyStateBody>
        <EmptyStateFooter>
          {trouble}
          <EmptyStateActions>{action}</EmptyStateActions>
        </EmptyStateFooter>
      </EmptyState>
    </Bullseye>
  );
}

const Mark = () => <img src="/slipway.svg" alt="" width="64" height="64" />;
