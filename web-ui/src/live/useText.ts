import { useEffect, useRef, useState } from 'react';
import { listen, send } from './tab';

const MOST_CHARACTERS = 200_000;

export interface FollowedText {
  text: string;
  /** Given when it is no longer followed, since others of this browser's are. */
  goOn?: () => void;
}

/**
 * A text that grows, such as a log, while someone looks at this tab. One that has ended is asked for again when `generation`
 * differs from what it was when it began.
 */
export function useText(url: string, generation: number): FollowedText {
  const visible = useVisible();
  const now = useRef(generation);
  const [text, setText] = useState('');
  const [end, setEnd] = useState<{ began: number; crowded: boolean } | null>(null);
  const follows = visible && !(end && (end.crowded || end.began === generation));
  useEffect(() => {
    now.current = generation;
  }, [generation]);
  useEffect(() => {
    if (!follows) {
      return;
    }
    const began = now.current;
    const stop = listen((news) => {
      if (news.kind === 'text' && news.url === url) {
        setText((known) => (news.begins ? news.text : known + news.text).slice(-MOST_CHARACTERS));
      } else if (news.kind === 'end' && news.url === url) {
        setEnd({ began, crowded: news.why === 'crowded' });
      }
    });
    send({ kind: 'follow', url });
    return () => {
      stop();
      send({ kind: 'leave', url });
    };
  }, [url, follows, end]);
  return { text, ...(end?.crowded && { goOn: () => setEnd(null) }) };
}

/** Whether someone looks at this tab. */
function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const turn = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', turn);
    return () => document.removeEventListener('visibilitychange', turn);
  }, []);
  return visible;
}
