import type { Gpu, OutsideProcess, WorkspaceRequest } from '../api/client';
import { size } from './sizes';

type GpuRequest = NonNullable<NonNullable<WorkspaceRequest['resources']>['gpus']>;

interface GpuChoice {
  value: string;
  label: string;
  /** How many of these one workspace can have. */
  most: number;
  request: Omit<GpuRequest, 'count'>;
}

export const NO_GPU = 'none';

/** What the host has to lease: whole GPUs by model, MIG instances by profile; how many of them are free now. */
export function gpuChoices(gpus: Gpu[]): GpuChoice[] {
  const found = new Map<string, GpuChoice & { free: number }>();
  const add = (value: string, label: string, isFree: boolean, request: GpuChoice['request']) => {
    const choice = found.get(value) ?? { value, label, most: 0, free: 0, request };
    found.set(value, { ...choice, most: choice.most + 1, free: choice.free + Number(isFree) });
  };
  for (const gpu of gpus) {
    const isUsedOutside =
      gpu.outside.length > 0 && (gpu.leases.length === 0 || gpu.migInstances.length === 0);
    const isWell = gpu.health === 'HEALTHY' && !gpu.cordoned && !isUsedOutside;
    if (gpu.migInstances.length === 0) {
      add(gpu.model, `${gpu.model}, ${gpu.memory}`, isWell && gpu.leases.length === 0, { model: gpu.model });
    }
    for (const mig of gpu.migInstances) {
      const isFree = isWell && !gpu.leases.some((lease) => lease.migInstance === mig.uuid);
      add(`${gpu.model} ${mig.profile}`, `${gpu.model}, MIG ${mig.profile}`, isFree, {
        model: gpu.model,
        sharing: 'mig',
        migProfile: mig.profile,
      });
    }
  }
  return [...found.values()].map(({ free, ...choice }) => ({
    ...choice,
    label: `${choice.label} · ${free} of ${choice.most} free`,
  }));
}

/** Who uses a GPU from outside Slipway, as far as it can be seen. */
export function outsiderInWords({ pid, program, user, container, memoryUsedBytes }: OutsideProcess): string {
  const who = program
    ? `${program}${user ? ` of ${user}` : ''}${container ? ` in container ${container}` : ''}`
    : 'a process that cannot be seen from here';
  return `${who} (process ${pid}${memoryUsedBytes !== undefined ? `, holds ${size(memoryUsedBytes)}` : ''})`;
}
