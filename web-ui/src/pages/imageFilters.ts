import type { Image } from '../api/client';

/** The frameworks of a catalogue, each once. */
export const frameworks = (images: Image[]): string[] =>
  [...new Set(images.map((image) => image.framework))].sort();

/** The images of a framework, each with those of its versions in whose facts every word of the text stands. */
export function matching(images: Image[], framework: string, text: string): Image[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return images
    .filter((image) => !framework || image.framework === framework)
    .map((image) => ({
      ...image,
      versions: image.versions.filter((version) => {
        const facts = [
          image.name,
          image.title,
          version.version,
          version.reference,
          version.framework,
          version.frameworkVersion,
          version.cuda && `cuda ${version.cuda}`,
          version.python && `python ${version.python}`,
        ]
          .join(' ')
          .toLowerCase();
        return words.every((word) => facts.includes(word));
      }),
    }))
    .filter((image) => image.versions.length > 0);
}
