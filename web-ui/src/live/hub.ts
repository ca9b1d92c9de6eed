import type { components } from '../api/schema';

export type StreamMessage = components['schemas']['StreamMessage'];

/** What a tab asks of the hub. */
export type Request = { kind: 'follow'; url: string } | { kind: 'leave'; url: string } | { kind: 'bye' };

/** What the hub tells a tab. */
export type News =
  | { kind: 'message'; message: StreamMessage }
  /** The stream is refused: most likely the login is over. */
  | { kind: 'refused' }
  /** A text that a tab follows: what of it there is so far, or more of it. */
  | { kind: 'text'; url: string; text: string; begins: boolean }
  | { kind: 'end'; url: string; why: 'ended' | 'crowded' };

export interface Tab {
  postMessage(news: News): void;
}

interface Text {
  tabs: Set<Tab>;
  sofar: string;
  abort: AbortController;
}

/** A browser has six connections to a host, of which requests need some. */
const MOST_TEXTS = 3;
const MOST_CHARACTERS = 200_000;
const TRY_AGAIN_MS = 5_000;

/**
 * Keeps the few connections that stay open, for all tabs of a browser: one stream of changes, and one for each text that someone
 * looks at, however many tabs do. Runs in a shared worker; where there is none, in each tab for itself.
 */
export class Hub {
  private readonly tabs = new Set<Tab>();
  private readonly texts = new Map<string, Text>();
  private source: EventSource | null = null;

  join(tab: Tab): void {
    this.tabs.add(tab);
    if (this.source) {
      // What this tab fetched before it joined may be old by now.
      tab.postMessage({ kind: 'message', message: { kind: 'hello' } });
    } else {
      this.connect();
    }
  }

  handle(tab: Tab, request: Request): void {
    switch (request.kind) {
      case 'follow':
        this.follow(tab, request.url);
        break;
      case 'leave':
        this.leave(tab, request.url);
        break;
      case 'bye':
        this.tabs.delete(tab);
        [...this.texts.keys()].forEach((url) => this.leave(tab, url));
        if (this.tabs.size === 0) {
          this.source?.close();
          this.source = null;
        }
    }
  }

  private connect(): void {
    const source = new EventSource('/api/v1/stream');
    this.source = source;
    source.onmessage = (event: MessageEvent<string>) =>
      this.tell({ kind: 'message', message: JSON.parse(event.data) as StreamMessage });
    // A connection that breaks is opened again by the browser; only one that is refused is not.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null;
        this.tell({ kind: 'refused' });
        setTimeout(() => {
          if (this.tabs.size > 0 && !this.source) {
            this.connect();
          }
        }, TRY_AGAIN_MS);
      }
    };
  }

  private tell(news: News): void {
    this.tabs.forEach((tab) => tab.postMessage(news));
  }

  private follow(tab: Tab, url: string): void {
    const known = this.texts.get(url);
    if (known) {
      known.tabs.add(tab);
      tab.postMessage({ kind: 'text', url, text: known.sofar, begins: true });
      return;
    }
    const oldest = [...this.texts.keys()][0];
    if (this.texts.size >= MOST_TEXTS && oldest) {
      this.close(oldest, 'crowded');
    }
    const text: Text = { tabs: new Set([tab]), sofar: '', abort: new AbortController() };
    this.texts.set(url, text);
    void this.read(url, text);
  }

  private leave(tab: Tab, url: string): void {
    const text = this.texts.get(url);
    text?.tabs.delete(tab);
    if (text?.tabs.size === 0) {
      this.close(url, 'ended');
    }
  }

  private async read(url: string, text: Text): Promise<void> {
    let begins = true;
    try {
      const answer = await fetch(url, { signal: text.abort.signal });
      if (answer.ok && answer.body) {
        const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
        for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
          text.sofar = (text.sofar + piece.value).slice(-MOST_CHARACTERS);
          const news: News = { kind: 'text', url, text: piece.value, begins };
          text.tabs.forEach((tab) => tab.postMessage(news));
          begins = false;
        }
      }
    } catch (fault) {
      if (!text.abort.signal.aborted) {
        console.warn('a text ended', fault);
      }
    }
    if (this.texts.get(url) === text) {
      this.close(url, 'ended');
    }
  }

  private close(url: string, why: 'ended' | 'crowded'): void {
    const text = this.texts.get(url);
    this.texts.delete(url);
    text?.abort.abort();
    text?.tabs.forEach((tab) => tab.postMessage({ kind: 'end', url, why }));
  }
}
