import type { Image } from '../api/client';

interface Choice {
  value: string;
  label: string;
  available: boolean;
}

/** Every version of every image, those that are here first. */
export function choices(images: Image[]): Choice[] {
  return images
    .flatMap((image) =>
      image.versions.map((version) => ({
        value: `${image.name} ${version.version}`,
        label:
          `${image.title} ${version.frameworkVersion ?? ''} · ${version.version}` +
          (version.python ? ` · Python ${version.python}` : '') +
          (version.build ? ' · not built on this host' : ''),
        available: version.state === 'available' || !version.build,
      })),
    )
    .sort((a, b) => Number(b.available) - Number(a.available));
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
