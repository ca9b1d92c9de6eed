import type { QueryClient, QueryKey } from '@tanstack/react-query';

const BETWEEN_MS = 300;

/** Fetches that go on; true: what is fetched has changed meanwhile. */
const goingOn = new Map<string, boolean>();

/**
 * Fetches again what is shown under a key. What changes while that goes on is fetched once more after it, so that a thing that
 * changes all the time is neither asked for all the time nor cancelled for ever.
 */
export async function fetchSoon(queries: QueryClient, queryKey: QueryKey, exact = false): Promise<void> {
  const name = JSON.stringify([queryKey, exact]);
  if (goingOn.has(name)) {
    goingOn.set(name, true);
    return;
  }
  do {
    goingOn.set(name, false);
    await queries.invalidateQueries({ queryKey, exact });
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  } while (goingOn.get(name));
  goingOn.delete(name);
}
