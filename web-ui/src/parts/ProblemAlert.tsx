import { Alert, List, ListItem } from '@patternfly/react-core';
import { ProblemError } from '../api/client';

/** Says what went wrong in the platform's own words, with what would help. */
export function ProblemAlert({ title, error }: { title: string; error: Error }) {
  const reasons = error instanceof ProblemError ? (error.problem.reasons ?? []) : [];
  return (
    <Alert variant="danger" isInline title={title}>
      {error.message}
      {reasons.some((reason) => reason.remedy) && (
        <List>
          {reasons.map((reason) => reason.remedy && <ListItem key={reason.code}>{reason.remedy}</ListItem>)}
        </List>
      )}
    </Alert>
  );
}
