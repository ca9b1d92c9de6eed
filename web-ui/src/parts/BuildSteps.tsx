import { ProgressStep, ProgressStepper } from '@patternfly/react-core';
import type { Operation } from '../api/client';
import { wait } from '../pages/sizes';

const VARIANTS = { RUNNING: 'info', CACHED: 'success', DONE: 'success', FAILED: 'danger' } as const;

/** The steps of a build, each with what it took. */
export function BuildSteps({ progress }: { progress: NonNullable<Operation['progress']> }) {
  return (
    <ProgressStepper isVertical aria-label="Steps">
      {(progress.steps ?? []).map((step) => (
        <ProgressStep
          key={step.step}
          id={`step-${step.step}`}
          titleId={`step-${step.step}-title`}
          variant={VARIANTS[step.state]}
          isCurrent={step.state === 'RUNNING'}
          description={
            step.state === 'CACHED' ? 'as an earlier build made it' : wait(Math.round(step.seconds))
          }
          aria-label={`step ${step.step} ${step.state.toLowerCase()}`}
        >
          <code className="slipway-long">{step.instruction}</code>
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}
