import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { PATHS } from './src/routes.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** How a file can be written, by what Content-Encoding calls it. */
const CODINGS: [token: string, suffix: string, write: (content: Buffer) => Buffer][] = [
  [
    'br',
    '.br',
    (content) =>
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  ],
  ['gzip', '.gz', (content) => gzipSync(content, { level: 9 })],
];

/** What is less than this much smaller is not worth another file. */
const WORTHWHILE = 0.9;

/**
 * Compresses what was built, since the platform does not while it serves, and lists it for the platform beside the folder, with the
 * paths that the page knows: `site.json`, which dev.slipway.webui.Site reads.
 */
export function site(): Plugin {
  let folder = '';
  return {
    name: 'slipway-site',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      const files = Object.fromEntries(
        readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((file) => [`/${relative(folder, file)}`, written(file)]),
      );
      writeFileSync(join(dirname(folder), 'site.json'), JSON.stringify({ pages: PATHS, files }));
    },
  };
}

/** Writes a file's compressed twins, where they are smaller, and says what there is of it. */
function written(file: string) {
  const content = readFileSync(file);
  const type = TYPES[extname(file)];
  if (!type) {
    throw new Error(`${file} has no media type in site.ts`);
  }
  const sizes: Record<string, number> = { identity: content.length };
  for (const [token, suffix, write] of CODINGS) {
    const twin = write(content);
    if (twin.length < WORTHWHILE * content.length) {
      writeFileSync(file + suffix, twin);
      sizes[token] = twin.length;
    }
  }
  return { type, tag: createHash('sha256').update(content).digest('hex').slice(0, 16), sizes };
}
