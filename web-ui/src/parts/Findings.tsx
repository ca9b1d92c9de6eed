import { HelperText, HelperTextItem } from '@patternfly/react-core';
import type { components } from '../api/schema';
import { inOrder } from '../pages/dockerfile';

type Reading = components['schemas']['DockerfileReading'];

/** What there is to say of a Dockerfile, by line. */
export function Findings({ reading }: { reading: Reading | undefined }) {
  if (!reading) {
    return null;
  }
  return (
    <HelperText component="ul" aria-label="Findings" aria-live="polite">
      {inOrder(reading.findings).map((finding) => (
        <HelperTextItem
          key={`${finding.line} ${finding.code} ${finding.message}`}
          variant={finding.severity === 'ERROR' ? 'error' : 'warning'}
          component="li"
        >
          Line {finding.line}: {finding.message}
        </HelperTextItem>
      ))}
      {reading.findings.length === 0 && (
        <HelperTextItem variant="success" component="li">
          {reading.steps} steps, on {reading.bases.map((base) => base.image).join(' and ') || 'nothing'}
        </HelperTextItem>
      )}
    </HelperText>
  );
}
