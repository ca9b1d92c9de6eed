import type { Workspace } from '../api/client';

/** The names of a workspace's variables, and where they are withheld that there are values. */
export const variablesOf = ({ env, envNames }: Pick<Workspace, 'env' | 'envNames'>): string =>
  envNames.join(', ') + (env ? '' : ' (values are shown to the owner alone)');

/** A variable in a form; its key stays when its name is changed. */
export interface VariableRow {
  key: string;
  name: string;
  value: string;
}

/** A workspace's variables, by name, each for a row of a form. */
export const rowsOf = (env: Record<string, string>): VariableRow[] =>
  Object.entries(env)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value]) => ({ key: crypto.randomUUID(), name, value }));

/** What a form says; a row without a name is none. */
export const environmentOf = (rows: VariableRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), value]));
