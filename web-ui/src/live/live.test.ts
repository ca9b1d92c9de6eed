import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Hub, type News } from './hub';
import { fetchSoon } from './soon';

class FakeSource {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 1;
  onmessage: (event: { data: string }) => void = () => undefined;
  onerror: () => void = () => undefined;

  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
}

/** A text of the platform's that goes on until it is ended, or is no longer wanted. */
class FakeText {
  private writer!: ReadableStreamDefaultController<Uint8Array>;
  readonly answer: Response;

  constructor(readonly signal: AbortSignal) {
    this.answer = new Response(
      new ReadableStream<Uint8Array>({ start: (writer) => void (this.writer = writer) }),
    );
    signal.addEventListener('abort', () => this.writer.error(new Error('aborted')));
  }

  say(text: string): void {
    this.writer.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    this.writer.close();
  }
}

const tab = () => {
  const heard: News[] = [];
  return { heard, postMessage: (news: News) => void heard.push(news) };
};
const textOf = (heard: News[], url: string) =>
  heard.reduce(
    (sofar, news) =>
      news.kind === 'text' && news.url === url ? (news.begins ? '' : sofar) + news.text : sofar,
    '',
  );

describe('the hub of a browser', () => {
  let texts: FakeText[] = [];

  beforeEach(() => {
    FakeSource.opened = [];
    texts = [];
    vi.stubGlobal('EventSource', FakeSource);
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      const text = new FakeText(signal);
      texts.push(text);
      return Promise.resolve(text.answer);
    });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('has one stream for all tabs, as long as there is one', () => {
    const hub = new Hub();
    const [one, two] = [tab(), tab()];
    hub.join(one);
    hub.join(two);
    expect(FakeSource.opened).toHaveLength(1);
    FakeSource.opened[0]?.onmessage({ data: '{"kind":"workspace","id":"w1"}' });
    expect(one.heard).toContainEqual({ kind: 'message', message: { kind: 'workspace', id: 'w1' } });
    expect(two.heard).toContainEqual({ kind: 'message', message: { kind: 'workspace', id: 'w1' } });
    hub.handle(one, { kind: 'bye' });
    expect(FakeSource.opened[0]?.readyState).toBe(1);
    hub.handle(two, { kind: 'bye' });
    expect(FakeSource.opened[0]?.readyState).toBe(FakeSource.CLOSED);
  });

  it('tells a tab that comes later to fetch what it shows', () => {
    const hub = new Hub();
    hub.join(tab());
    const late = tab();
    hub.join(late);
    expect(late.heard).toEqual([{ kind: 'message', message: { kind: 'hello' } }]);
  });

  it('says that the stream is refused, and asks for it again later', () => {
    vi.useFakeTimers();
    const hub = new Hub();
    const one = tab();
    hub.join(one);
    FakeSource.opened[0]?.close();
    FakeSource.opened[0]?.onerror();
    expect(one.heard).toEqual([{ kind: 'refused' }]);
    vi.advanceTimersByTime(60_000);
    expect(FakeSource.opened).toHaveLength(2);
  });

  it('reads a text once for all tabs, from its beginning for each, until the last looks away', async () => {
    const hub = new Hub();
    const [one, two] = [tab(), tab()];
    hub.handle(one, { kind: 'follow', url: '/log' });
    await vi.waitFor(() => expect(texts).toHaveLength(1));
    texts[0]?.say('a');
    await vi.waitFor(() => expect(textOf(one.heard, '/log')).toBe('a'));
    hub.handle(two, { kind: 'follow', url: '/log' });
    texts[0]?.say('b');
    await vi.waitFor(() => expect(textOf(two.heard, '/log')).toBe('ab'));
    expect(textOf(one.heard, '/log')).toBe('ab');
    expect(texts).toHaveLength(1);
    hub.handle(one, { kind: 'leave', url: '/log' });
    expect(texts[0]?.signal.aborted).toBe(false);
    hub.handle(two, { kind: 'bye' });
    expect(texts[0]?.signal.aborted).toBe(true);
  });

  it('says when a text has ended', async () => {
    const hub = new Hub();
    const one = tab();
    hub.handle(one, { kind: 'follow', url: '/log' });
    await vi.waitFor(() => expect(texts).toHaveLength(1));
    texts[0]?.end();
    await vi.waitFor(() => expect(one.heard).toContainEqual({ kind: 'end', url: '/log', why: 'ended' }));
  });

  it('leaves connections for requests, however many texts are wanted', async () => {
    const hub = new Hub();
    const tabs = [tab(), tab(), tab(), tab(), tab()];
    tabs.forEach((one, index) => hub.handle(one, { kind: 'follow', url: `/log${index}` }));
    await vi.waitFor(() => expect(texts).toHaveLength(5));
    expect(texts.filter((text) => !text.signal.aborted)).toHaveLength(3);
    expect(tabs[0]?.heard).toEqual([{ kind: 'end', url: '/log0', why: 'crowded' }]);
    expect(tabs[4]?.heard).toEqual([]);
  });
});

describe('what changes all the time', () => {
  it('is fetched one after the other, and once more after the last change', async () => {
    const queries = new QueryClient();
    let [fetched, changes] = [0, 0];
    const done: (() => void)[] = [];
    const observer = new QueryObserver(queries, {
      queryKey: ['thing'],
      queryFn: async () => {
        fetched++;
        const seen = changes;
        await new Promise<void>((resolve) => done.push(resolve));
        return seen;
      },
    });
    const stop = observer.subscribe(() => undefined);
    done.shift()?.();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(0));

    for (changes = 1; changes <= 50; changes++) {
      void fetchSoon(queries, ['thing']);
    }
    changes = 50;
    await vi.waitFor(() => expect(done).toHaveLength(1));
    expect(fetched).toBe(2);
    done.shift()?.();
    await vi.waitFor(() => expect(done).toHaveLength(1));
    done.shift()?.();
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe(50));
    expect(fetched).toBe(3);
    stop();
    queries.clear();
  });
});
