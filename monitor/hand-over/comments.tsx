import { useState } from 'react';

/** A text that this browser tab keeps, also over a reload. The server does not get it. */
export function useTabText(name: string): readonly [string, (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(name) ?? '');
  return [
    text,
    (next) => {
      setText(next);
      if (next === '') sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, next);
    },
  ];
}

export interface CommentsProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
}

/** What no machine knows: the comments of the person who hands over. */
export function Comments({ words, onWords }: CommentsProps) {
  return (
    <section className={words.trim() === '' ? 'comments on-screen' : 'comments'} aria-labelledby="comments">
      <h3 id="comments">Comments of the shift</h3>
      <textarea
        aria-labelledby="comments"
        aria-describedby="comments-kept"
        rows={5}
        value={words}
        onChange={(event) => onWords(event.target.value)}
      />
      <p id="comments-kept" className="quiet on-screen">
        Only this browser tab keeps this text, until the tab is closed. The printed page and the copied text
        contain it. The server does not store it.
      </p>
      {/* A field is cut off on paper. */}
      <p className="on-paper">{words}</p>
    </section>
  );
}
