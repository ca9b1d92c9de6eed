import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, body, type BuildRequest, type Operation, type OperationLogLine } from './client';

/** An operation and its log, as long as the page is open; `null`: nothing is known yet. */
export function useOperation(id: string): {
  operation: Operation | null;
  log: OperationLogLine[];
  gone: boolean;
} {
  const [operation, setOperation] = useState<Operation | null>(null);
  const [log, setLog] = useState<OperationLogLine[]>([]);
  const [gone, setGone] = useState(false);
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/api/v1/operations/${id}/events`);
    source.addEventListener('operation', (message) => {
      const now = JSON.parse((message as MessageEvent<string>).data) as Operation;
      setOperation(now);
      if (now.finishedAt) {
        source.close();
        void queries.invalidateQueries({ queryKey: ['images'] });
      }
    });
    source.addEventListener('log', (message) => {
      const line = JSON.parse((message as MessageEvent<string>).data) as OperationLogLine;
      // A connection that broke begins anew, with what is known already.
      setLog((known) => (line.line > (known.at(-1)?.line ?? 0) ? [...known, line] : known));
    });
    source.addEventListener('error', () => setGone(source.readyState === EventSource.CLOSED));
    return () => source.close();
  }, [id, queries]);
  return { operation, log, gone };
}

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
