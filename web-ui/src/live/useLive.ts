import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { News } from './hub';
import { fetchSoon } from './soon';
import { connect, listen } from './tab';

/** Keeps what this tab shows as it is at the platform, for as long as the tab is open. */
export function useLive(): void {
  const queries = useQueryClient();
  useEffect(() => {
    connect();
    return listen((news) => refresh(queries, news));
  }, [queries]);
}

/** Fetches again what the news is about, where it is shown. */
function refresh(queries: QueryClient, news: News): void {
  if (news.kind === 'refused') {
    void fetchSoon(queries, ['me']);
  }
  if (news.kind !== 'message') {
    return;
  }
  const { kind, id } = news.message;
  switch (kind) {
    case 'hello':
      void fetchSoon(queries, []);
      break;
    case 'workspace':
      void fetchSoon(queries, ['workspaces'], true);
      void fetchSoon(queries, ['workspaces', id]);
      break;
    case 'operation':
      void fetchSoon(queries, ['operations', id]);
      void fetchSoon(queries, ['images']);
  }
}
