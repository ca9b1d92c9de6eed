import type { Finding } from '../api/client';

/** What a new build begins with. */
export const FIRST_DOCKERFILE = `# Begins with an image of the catalogue, or one of a registry that may be asked.
FROM slipway/jupyter:debian-13

USER root
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends python3-pandas \\
 && rm -rf /var/lib/apt/lists/*
USER 1000:100
`;

/** Reads `NAME=value` lines; what has no name is left out. */
export function argumentsIn(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim();
    if (equals > 0 && name) {
      found[name] = line.slice(equals + 1).trim();
    }
  }
  return found;
}

/** Errors first, then by line. */
export const inOrder = (findings: Finding[]): Finding[] =>
  [...findings].sort((a, b) => a.severity.localeCompare(b.severity) || a.line - b.line);
