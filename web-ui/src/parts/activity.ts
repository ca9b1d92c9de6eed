import type { Activity, ActivityPart } from '../api/client';

const PARTS: Record<ActivityPart['part'], string> = {
  kernels: 'Kernels',
  terminals: 'Terminals',
  processes: 'Other programs',
  gpus: 'GPUs',
  messages: 'Requests and messages of yours',
};

export const partInWords = (part: ActivityPart['part']): string => PARTS[part];

/** What an activity means for the workspace. An open tab that nobody touches is none of it. */
export function activityInWords({ state, stopsAt }: Activity, time: (at: string) => string): string {
  switch (state) {
    case 'ACTIVE':
      return 'Something happens here.';
    case 'UNKNOWN':
      return 'It cannot be told whether something happens here, so that it is not taken for idle.';
    case 'IDLE':
      return stopsAt
        ? `Nothing happens here. It is stopped at ${time(stopsAt)} unless it is used; an open tab alone is no use.`
        : 'Nothing happens here.';
  }
}
