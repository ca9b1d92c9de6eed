import type { EventCode, WorkspaceEvent, WorkspaceState } from '../api/client';

type Variant = 'success' | 'info' | 'warning' | 'danger' | 'default';

/** What its owner should look at though it runs on. */
const WARNINGS = new Set<EventCode>([
  'memory-killed',
  'processes-refused',
  'share-exceeded',
  'neighbour-exceeds-share',
  'log-flood',
  'idle-warning',
  'gpu-unhealthy',
]);

/** How an event looks: the last one of a workspace on its way is in progress. */
export function variantOf(event: WorkspaceEvent, isLast: boolean, state: WorkspaceState): Variant {
  if (event.state === 'FAILED') {
    return 'danger';
  }
  if (WARNINGS.has(event.code)) {
    return 'warning';
  }
  const settled = state === 'RUNNING' || state === 'STOPPED' || state === 'FAILED';
  return isLast && !settled ? 'info' : 'success';
}
