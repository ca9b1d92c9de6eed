import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body } from './client';

export const useGpus = () =>
  useQuery({
    queryKey: ['gpus'],
    queryFn: async () => body(await api.GET('/api/v1/gpus')).items,
    refetchInterval: 2_000,
  });

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
