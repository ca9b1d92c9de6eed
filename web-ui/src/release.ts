const RELOADED = 'slipway-reloaded-at';
const ONCE_IN_MS = 60_000;

/** What a page that is left was loading is cut off within this. */
const LEFT_FOR_MS = 5_000;

/**
 * A part of the page that is gone from the platform is of an older release: loads the page anew, but not again and again, and not
 * where the part is cut off because its user goes elsewhere.
 */
export function reloadWhenReplaced(): void {
  let leftAt = 0;
  window.addEventListener('beforeunload', () => {
    leftAt = Date.now();
  });
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED));
    if (Date.now() - last > ONCE_IN_MS && Date.now() - leftAt > LEFT_FOR_MS) {
      event.preventDefault();
      sessionStorage.setItem(RELOADED, String(Date.now()));
      window.location.reload();
    }
  });
}
