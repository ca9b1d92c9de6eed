import type { WorkspaceEvent, WorkspaceState } from '../api/client';

type Variant = 'success' | 'info' | 'danger' | 'default';

/** How an event looks: the last one of a workspace on its way is in progress. */
export function variantOf(event: WorkspaceEvent, isLast: boolean, state: WorkspaceState): Variant {
  if (event.state === 'FAILED') {
    return 'danger';
  }
  const settled = state === 'RUNNING' || state === 'STOPPED' || state === 'FAILED';
  return isLast && !settled ? 'info' : 'success';
}
