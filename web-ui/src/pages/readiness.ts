import type { Image, ImageVersion } from '../api/client';
import { size } from './sizes';

/** How many versions there are. */
export const count = (images: Image[]): number =>
  images.reduce((sum, image) => sum + image.versions.length, 0);

/** What can be launched here at once. */
export const readyOnly = (images: Image[]): Image[] =>
  images
    .map((image) => ({ ...image, versions: image.versions.filter((version) => version.ready) }))
    .filter((image) => image.versions.length > 0);

/** How much has to come before a version is here, in words. */
export function toCome({ build, transferBytes, expectedBytes }: ImageVersion): string {
  if (transferBytes !== undefined) {
    return size(transferBytes);
  }
  if (expectedBytes !== undefined) {
    return `about ${size(expectedBytes)}`;
  }
  return build ? 'size not known' : 'size not known yet';
}

/** What can be opened in a browser once it is built here. */
export const buildable = (images: Image[]): ImageVersion[] =>
  images
    .flatMap((image) => image.versions)
    .filter((version) => version.launchable && version.build && !version.deprecated && !version.operation);
