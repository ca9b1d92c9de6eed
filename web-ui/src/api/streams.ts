import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { WorkspaceEvent } from './client';

/** What has happened to a workspace, growing while the page is open. */
export function useEvents(id: string): WorkspaceEvent[] {
  const [events, setEvents] = useState<WorkspaceEvent[]>([]);
  const queries = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`/api/v1/workspaces/${id}/events`);
    source.addEventListener('event', (message) => {
      const event = JSON.parse((message as MessageEvent<string>).data) as WorkspaceEvent;
      setEvents((known) => (known.some((other) => other.id === event.id) ? known : [...known, event]));
      void queries.invalidateQueries({ queryKey: ['workspaces'] });
    });
    return () => source.close();
  }, [id, queries]);
  return events;
}

const MOST_CHARACTERS = 200_000;

/** The end of a workspace's output, following it; it begins anew when `generation` changes. */
export function useLog(id: string, generation: number): string {
  const [log, setLog] = useState({ generation, text: '' });
  useEffect(() => {
    const abort = new AbortController();
    void follow(`/api/v1/workspaces/${id}/logs?follow=true&tail=500`, abort.signal, (piece) =>
      setLog((known) => ({
        generation,
        text: (known.generation === generation ? known.text + piece : piece).slice(-MOST_CHARACTERS),
      })),
    );
    return () => abort.abort();
  }, [id, generation]);
  return log.text;
}

async function follow(url: string, signal: AbortSignal, onText: (text: string) => void): Promise<void> {
  try {
    const answer = await fetch(url, { signal });
    if (!answer.ok || !answer.body) {
      return;
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      onText(piece.value);
    }
  } catch (fault) {
    if (!signal.aborted) {
      console.warn('the log ended', fault);
    }
  }
}
