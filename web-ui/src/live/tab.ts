import { Hub, type News, type Request } from './hub';

type Listener = (news: News) => void;

const listeners = new Set<Listener>();
let ask: ((request: Request) => void) | null = null;

/** Hears what the hub tells this tab, until what is returned is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function send(request: Request): void {
  ask?.(request);
}

const hear: Listener = (news) => listeners.forEach((listener) => listener(news));

/** Joins this tab to the hub that all tabs of the browser share, or to one of its own while it is looked at. */
export function connect(): void {
  if (ask) {
    return;
  }
  if (typeof SharedWorker === 'undefined') {
    joinOneOfItsOwn();
    return;
  }
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'slipway',
  });
  worker.port.onmessage = ({ data }: MessageEvent<News>) => hear(data);
  ask = (request) => worker.port.postMessage(request);
  // A page that the browser keeps comes back to the same hub, which has forgotten it.
  addEventListener('pagehide', () => send({ kind: 'bye' }));
}

/** A hub for this tab alone is connected only while someone looks at it, since each takes connections of the browser's few. */
function joinOneOfItsOwn(): void {
  const hub = new Hub();
  const tab = { postMessage: hear };
  const turn = () => (document.hidden ? hub.handle(tab, { kind: 'bye' }) : hub.join(tab));
  ask = (request) => hub.handle(tab, request);
  document.addEventListener('visibilitychange', turn);
  turn();
}
