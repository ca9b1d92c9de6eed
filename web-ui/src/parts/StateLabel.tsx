import { Label, Spinner } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationCircleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import StopCircleIcon from '@patternfly/react-icons/dist/esm/icons/stop-circle-icon';
import type { WorkspaceState } from '../api/client';

const WORDS: Record<WorkspaceState, string> = {
  QUEUED: 'Queued',
  PULLING: 'Pulling image',
  STARTING: 'Starting',
  RUNNING: 'Running',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  FAILED: 'Failed',
  DELETING: 'Deleting',
};

/** Where a workspace stands, in a word and a colour. */
export function StateLabel({ state }: { state: WorkspaceState }) {
  switch (state) {
    case 'RUNNING':
      return (
        <Label status="success" icon={<CheckCircleIcon />}>
          {WORDS[state]}
        </Label>
      );
    case 'FAILED':
      return (
        <Label status="danger" icon={<ExclamationCircleIcon />}>
          {WORDS[state]}
        </Label>
      );
    case 'STOPPED':
      return (
        <Label color="grey" icon={<StopCircleIcon />}>
          {WORDS[state]}
        </Label>
      );
    default:
      return (
        <Label color="blue" icon={<Spinner size="sm" aria-label={WORDS[state]} />}>
          {WORDS[state]}
        </Label>
      );
  }
}
