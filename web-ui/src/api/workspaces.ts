import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type Workspace, type WorkspaceRequest } from './client';

const MOVING: ReadonlySet<string> = new Set(['QUEUED', 'PULLING', 'STARTING', 'STOPPING']);

/** Whether the workspace is on its way to another state by itself. */
export const isMoving = (workspace: Workspace): boolean => MOVING.has(workspace.state);

export const useMe = () =>
  useQuery({ queryKey: ['me'], queryFn: async () => body(await api.GET('/api/v1/me')), staleTime: 60_000 });

export const useWorkspaces = () =>
  useQuery({
    queryKey: ['workspaces'],
    queryFn: async () =>
      body(await api.GET('/api/v1/workspaces', { params: { query: { limit: '200' } } })).items,
    refetchInterval: (query) => (query.state.data?.some(isMoving) ? 1_000 : 5_000),
  });

export const useWorkspace = (id: string) =>
  useQuery({
    queryKey: ['workspaces', id],
    queryFn: async () => body(await api.GET('/api/v1/workspaces/{id}', { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data) ? 1_000 : 5_000),
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
