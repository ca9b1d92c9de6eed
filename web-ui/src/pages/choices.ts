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
