import { useMutation } from '@tanstack/react-query';
import { api, body, setLeaving } from './client';

const LOGGED_OUT = '/logged-out';

const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('slipway-login');

/** Logs this browser out, and goes where its login at the identity provider ends too; from there it comes back. */
export function useLogOut() {
  return useMutation({
    mutationFn: async () => {
      // First of all: who meets the end of the login by itself, here or in another tab, would go and log in anew.
      setLeaving(true);
      others?.postMessage('log-out');
      return body(await api.POST('/api/v1/logout'));
    },
    onSuccess: ({ continueAt }) => window.location.replace(continueAt),
    onError: () => setLeaving(false),
  });
}

/** Shows nothing any more when another tab logs out, nor in a page that the browser kept from before. */
export function leaveWhenLoggedOut(): void {
  others?.addEventListener('message', () => {
    setLeaving(true);
    document.body.replaceChildren();
    window.location.replace(LOGGED_OUT);
  });
  window.addEventListener('pagehide', ({ persisted }) => {
    document.documentElement.hidden = persisted;
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) {
      window.location.reload();
    }
  });
}
