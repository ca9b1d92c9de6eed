// What the types that openapi-typescript makes of the document are used for: one launch, one refusal, one list.
import createClient from 'openapi-fetch';
import type { components, paths } from '../../src/api/schema';

declare const process: { argv: string[] };

const [url, token, image, version] = process.argv.slice(2) as [string, string, string, string];
const api = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });
const name = `typescript-${Date.now().toString(36)}`;

function expect(holds: boolean, what: unknown): void {
  if (!holds) {
    throw new Error(JSON.stringify(what));
  }
}

const launched = await api.POST('/api/v1/workspaces', { body: { name, image, version } });
const workspace: components['schemas']['Workspace'] | undefined = launched.data;
expect(workspace?.name === name, launched);

const refused = await api.POST('/api/v1/workspaces', { body: { name, image, version } });
const problem: components['schemas']['Problem'] | undefined = refused.error;
expect(problem?.type === 'urn:slipway:problem:conflict', refused);

const list = await api.GET('/api/v1/workspaces', { params: { query: { limit: 200 } } });
expect(list.data?.items.some((item) => item.id === workspace?.id) ?? false, list);

const gone = await api.DELETE('/api/v1/workspaces/{id}', { params: { path: { id: workspace?.id ?? '' } } });
expect(gone.data?.state === 'DELETING', gone);
console.log('typescript client: done');
