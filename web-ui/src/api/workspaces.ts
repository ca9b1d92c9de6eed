import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  api,
  body,
  type EventPage,
  type Workspace,
  type WorkspaceChange,
  type WorkspaceEvent,
  type WorkspaceRequest,
} from './client';

/** The stream tells what changes; this is for what it does not, such as when someone last worked in one. */
const NOW_AND_THEN_MS = 15_000;

/** A pull's progress is shown with its workspace, which does not change by it. */
const refetch = (workspace: Workspace | undefined): number =>
  workspace?.state === 'PULLING' ? 1_000 : NOW_AND_THEN_MS;

export const useMe = () =>
  useQuery({ queryKey: ['me'], queryFn: async () => body(await api.GET('/api/v1/me')), staleTime: 60_000 });

export const useWorkspaces = () =>
  useQuery({
    queryKey: ['workspaces'],
    queryFn: async () =>
      body(await api.GET('/api/v1/workspaces', { params: { query: { limit: 200 } } })).items,
    refetchInterval: NOW_AND_THEN_MS,
  });

export const useWorkspace = (id: string) =>
  useQuery({
    queryKey: ['workspaces', id],
    queryFn: async () => body(await api.GET('/api/v1/workspaces/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => refetch(query.state.data),
  });

/** What has happened to a workspace. Only what is new is fetched. */
export const useEvents = (id: string) =>
  useQuery({
    queryKey: ['workspaces', id, 'events'],
    queryFn: async ({ client, queryKey }) => {
      const events = [...(client.getQueryData<WorkspaceEvent[]>(queryKey) ?? [])];
      for (let more = true; more;) {
        const cursor = String(events.at(-1)?.id ?? 0);
        const page: EventPage = body(
          await api.GET('/api/v1/workspaces/{id}/events', {
            params: { path: { id }, query: { limit: 200, cursor } },
          }),
        );
        events.push(...page.items);
        more = Boolean(page.nextCursor);
      }
      return events;
    },
  });

export function useLaunch() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ request, key }: { request: WorkspaceRequest; key: string }) =>
      body(
        await api.POST('/api/v1/workspaces', {
          params: { header: { 'Idempotency-Key': key } },
          body: request,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['workspaces'] }),
  });
}

/** Changes a workspace that does not run. */
export function useChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, change }: { id: string; change: WorkspaceChange }) =>
      body(await api.PATCH('/api/v1/workspaces/{id}', { params: { path: { id } }, body: change })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['workspaces'] }),
  });
}

export type Action = 'start' | 'stop' | 'restart' | 'delete';

export function useAction() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, action }: { id: string; action: Action }) => {
      const params = { params: { path: { id } } };
      switch (action) {
        case 'start':
          return body(await api.POST('/api/v1/workspaces/{id}/start', params));
        case 'stop':
          return body(await api.POST('/api/v1/workspaces/{id}/stop', params));
        case 'restart':
          return body(await api.POST('/api/v1/workspaces/{id}/restart', params));
        case 'delete':
          return body(await api.DELETE('/api/v1/workspaces/{id}', params));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['workspaces'] }),
  });
}
