import type { Workspace } from '../api/client';

/** The names of a workspace's variables, and where they are withheld that there are values. */
export const variablesOf = ({ env, envNames }: Pick<Workspace, 'env' | 'envNames'>): string =>
  envNames.join(', ') + (env ? '' : ' (values are shown to the owner alone)');
