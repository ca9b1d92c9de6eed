/**
 * The address's search with another value for a name, or without it where there is none. It goes by the address as it is now: what
 * a page was last drawn with may be older than what was just clicked.
 */
export function changed(name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(window.location.search);
  if (value) {
    next.set(name, value);
  } else {
    next.delete(name);
  }
  return next;
}
