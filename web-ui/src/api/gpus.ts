import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from './client';

export const useGpus = () =>
  useQuery({
    queryKey: ['gpus'],
    queryFn: async () => body(await api.GET('/api/v1/gpus')).items,
    refetchInterval: 2_000,
  });

/** Says of a GPU that it is well, of which the driver reported a fault. */
export function useDeclareHealthy() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (uuid: string) =>
      body(await api.POST('/api/v1/gpus/{uuid}/declare-healthy', { params: { path: { uuid } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['gpus'] }),
  });
}

/** Holds a GPU back from new leases, or lets it go again. */
export function useCordon() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ uuid, cordoned }: { uuid: string; cordoned: boolean }) => {
      const params = { params: { path: { uuid } } };
      return body(
        cordoned
          ? await api.POST('/api/v1/gpus/{uuid}/cordon', params)
          : await api.POST('/api/v1/gpus/{uuid}/uncordon', params),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['gpus'] }),
  });
}
