import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, type BuildRequest, type OperationLogLine } from './client';

/** An operation; the stream tells when it changes. */
export const useOperation = (id: string) =>
  useQuery({
    queryKey: ['operations', id],
    queryFn: async () => body(await api.GET('/api/v1/operations/{id}', { params: { path: { id } } })),
  });

const MOST_LINES = 200;

/** An operation's log, for those who may read it. Only what is new is fetched, again and again while it goes on. */
export const useOperationLog = (id: string, goesOn: boolean) =>
  useQuery({
    queryKey: ['operations', id, 'log'],
    queryFn: async ({ client, queryKey }) => {
      const lines = [...(client.getQueryData<OperationLogLine[]>(queryKey) ?? [])];
      for (let more = true; more;) {
        const cursor = String(lines.at(-1)?.line ?? 0);
        const page = body(
          await api.GET('/api/v1/operations/{id}/log', {
            params: { path: { id }, query: { limit: MOST_LINES, cursor } },
          }),
        );
        lines.push(...page.items);
        more = Boolean(page.nextCursor);
      }
      return lines;
    },
    refetchInterval: goesOn ? 1_000 : false,
  });

export function useCancel(id: string) {
  return useMutation({
    mutationFn: async () => {
      await api.POST('/api/v1/operations/{id}/cancel', { params: { path: { id } } });
    },
  });
}

/** What there is to say of a Dockerfile, by line. */
export const checkDockerfile = async (dockerfile: string, args: Record<string, string>) =>
  body(await api.POST('/api/v1/dockerfiles:check', { body: { dockerfile, arguments: args } }));

export interface NewBuild {
  image: string;
  version: string;
  dockerfile: string;
  context: File | null;
  request: BuildRequest;
}

export function useBuild() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ image, version, dockerfile, context, request }: NewBuild) => {
      const form = new FormData();
      form.set('build', JSON.stringify(request));
      if (dockerfile.trim()) {
        form.set('dockerfile', dockerfile);
      }
      if (context) {
        form.set('context', context);
      }
      return body(
        await api.POST('/api/v1/images/{name}/versions/{version}/build', {
          params: { path: { name: image, version } },
          body: {},
          bodySerializer: () => form,
        }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['images'] }),
  });
}
