import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type Eviction, type ImageRegistration, type ImageVersionRegistration } from './client';

/** The catalogue; the stream tells when something of it is on its way. */
export const useImages = () =>
  useQuery({
    queryKey: ['images'],
    queryFn: async () => body(await api.GET('/api/v1/images')).items,
  });

/** One version with its layers; only while `wanted`. */
export const useImageVersion = (name: string, version: string, wanted: boolean) =>
  useQuery({
    queryKey: ['images', name, version],
    queryFn: async () =>
      body(
        await api.GET('/api/v1/images/{name}/versions/{version}', { params: { path: { name, version } } }),
      ),
    enabled: wanted,
  });

/** A version to register, of a new image or of one that is there. */
export type NewVersion =
  | { kind: 'image'; request: ImageRegistration }
  | { kind: 'version'; image: string; request: ImageVersionRegistration };

export function useRegister() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (added: NewVersion) =>
      body(
        added.kind === 'image'
          ? await api.POST('/api/v1/images', { body: added.request })
          : await api.POST('/api/v1/images/{name}/versions', {
              params: { path: { name: added.image } },
              body: added.request,
            }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['images'] }),
  });
}

export type VersionAction =
  | { kind: 'pull' }
  | { kind: 'check' }
  | { kind: 'cancel'; operation: string }
  | { kind: 'deprecate'; reason: string }
  | { kind: 'recommend' }
  | { kind: 'remove' };

/** What an administrator does with a version. */
export function useVersionAction(name: string, version: string) {
  const queries = useQueryClient();
  const params = { params: { path: { name, version } } };
  return useMutation({
    mutationFn: async (action: VersionAction): Promise<void> => {
      switch (action.kind) {
        case 'pull':
          await api.POST('/api/v1/images/{name}/versions/{version}/pull', params);
          return;
        case 'check':
          await api.POST('/api/v1/images/{name}/versions/{version}/check', params);
          return;
        case 'cancel':
          await api.POST('/api/v1/operations/{id}/cancel', { params: { path: { id: action.operation } } });
          return;
        case 'deprecate':
          await api.PATCH('/api/v1/images/{name}/versions/{version}', {
            ...params,
            body: { deprecated: true, deprecationReason: action.reason },
          });
          return;
        case 'recommend':
          await api.PATCH('/api/v1/images/{name}/versions/{version}', {
            ...params,
            body: { deprecated: false },
          });
          return;
        case 'remove':
          await api.DELETE('/api/v1/images/{name}/versions/{version}', params);
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['images'] }),
  });
}

/** The rule by which images leave the host, and what it would take. */
export const useEviction = () =>
  useQuery({
    queryKey: ['image-eviction'],
    queryFn: async () => body(await api.GET('/api/v1/image-eviction')),
  });

/** Sets the rule; `null`: nothing is evicted any more. */
export function useSetEviction() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (rule: Eviction['rule'] | null): Promise<void> => {
      if (rule) {
        await api.PUT('/api/v1/image-eviction', { body: rule });
      } else {
        await api.DELETE('/api/v1/image-eviction');
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['image-eviction'] }),
  });
}
