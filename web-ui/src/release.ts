const RELOADED = 'slipway-reloaded-at';
const ONCE_IN_MS = 60_000;

/** A part of the page that is gone from the platform is of an older release: loads the page anew, but not again and again. */
export function reloadWhenReplaced(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(RELOADED));
    if (Date.now() - last > ONCE_IN_MS) {
      event.preventDefault();
      sessionStorage.setItem(RELOADED, String(Date.now()));
      window.location.reload();
    }
  });
}
