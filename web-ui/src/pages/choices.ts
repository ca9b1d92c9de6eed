import type { Image } from '../api/client';
import { size } from './sizes';

interface Choice {
  value: string;
  label: string;
  available: boolean;
  rank: number;
}

const toPull = (version: Image['versions'][number]): string =>
  version.transferBytes === undefined ? '' : `, ${size(version.transferBytes)}`;

/**
 * Every version that a browser can open, those that are here first, those that nobody should begin with last. What Slipway came
 * with goes before what someone built or registered, and what needs no GPU before what may: the first is what a new user gets.
 */
export function choices(images: Image[]): Choice[] {
  return images
    .flatMap((image) =>
      image.versions
        .filter((version) => version.launchable)
        .map((version) => ({
          value: `${image.name} ${version.version}`,
          label:
            `${image.title} ${version.frameworkVersion ?? ''} · ${version.version}` +
            (version.python ? ` · Python ${version.python}` : '') +
            (version.cuda ? ` · CUDA ${version.cuda}` : '') +
            (version.here
              ? ''
              : version.build
                ? ' · not built on this host'
                : ` · to be pulled${toPull(version)}`) +
            (version.deprecated ? ` · deprecated: ${version.deprecated}` : ''),
          available: version.here || !version.build,
          rank:
            4 * ((version.here ? 0 : version.build ? 2 : 1) + (version.deprecated ? 3 : 0)) +
            (version.removable ? 2 : 0) +
            (version.cuda ? 1 : 0),
        })),
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
