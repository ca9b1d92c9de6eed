import type { Image, ImageVersion } from '../api/client';
import { toCome } from './readiness';

export interface Choice {
  value: string;
  label: string;
  group: Group;
  available: boolean;
  rank: number;
}

/** What a version needs before it can be launched, in words; the first ones go first. */
export const GROUPS = [
  'Ready here',
  'Fetched first',
  'To be built first',
  'Not on the GPUs of this host',
] as const;
type Group = (typeof GROUPS)[number];

export const valueOf = (image: string, version: string): string => `${image} ${version}`;

function groupOf(version: ImageVersion): Group {
  if (version.ready) {
    return 'Ready here';
  }
  if (version.here) {
    return 'Not on the GPUs of this host';
  }
  return version.build ? 'To be built first' : 'Fetched first';
}

/**
 * Every version that a browser can open, those that are ready here first, those that nobody should begin with last. What Slipway
 * came with goes before what someone built or registered, and what needs no GPU before what may: the first is what a new user gets.
 */
export function choices(images: Image[]): Choice[] {
  return images
    .flatMap((image) =>
      image.versions
        .filter((version) => version.launchable)
        .map((version) => {
          const group = groupOf(version);
          return {
            value: valueOf(image.name, version.version),
            label:
              `${image.title} ${version.frameworkVersion ?? ''} · ${version.version}` +
              (version.python ? ` · Python ${version.python}` : '') +
              (version.cuda ? ` · CUDA ${version.cuda}` : '') +
              (version.here ? '' : ` · ${toCome(version)}`) +
              (version.deprecated ? ` · deprecated: ${version.deprecationReason}` : ''),
            group,
            available: version.here || !version.build,
            rank:
              4 * (GROUPS.indexOf(group) + (version.deprecated ? GROUPS.length : 0)) +
              (version.removable ? 2 : 0) +
              (version.cuda ? 1 : 0),
          };
        }),
    )
    .sort((a, b) => a.rank - b.rank);
}

/** How long a workspace may do nothing, as the API takes it. */
export const IDLE_TIMEOUTS = [
  { value: '', label: "As this platform's administrator set it" },
  { value: 'PT30M', label: 'After 30 minutes' },
  { value: 'PT2H', label: 'After 2 hours' },
  { value: 'PT8H', label: 'After 8 hours' },
  { value: 'PT24H', label: 'After a day' },
];

/** An ISO 8601 duration of the API's in words: PT2H30M is "2 h 30 min". */
export function inWords(duration: string): string {
  return duration
    .replace(/^PT/, '')
    .replace(/(\d+)H/, '$1 h ')
    .replace(/(\d+)M/, '$1 min ')
    .replace(/(\d+)S/, '$1 s')
    .trim();
}
