import type { Operation } from '../api/client';

/** A pull or a check is for everyone who waits; a build is seen by its builder and administrators alone, and either may end it. */
export const mayCancel = (operation: Operation, isAdmin: boolean): boolean =>
  !operation.finishedAt && (isAdmin || operation.kind === 'BUILD');
