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

export interface OwnWordsProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
}

/** What no machine knows: the words of the person who hands over. */
export function OwnWords({ words, onWords }: OwnWordsProps) {
  return (
    <section
      className={words.trim() === '' ? 'own-words on-screen' : 'own-words'}
      aria-labelledby="own-words"
    >
      <h3 id="own-words">In our own words</h3>
      <textarea
        aria-labelledby="own-words"
        aria-describedby="own-words-kept"
        rows={5}
        value={words}
        onChange={(event) => onWords(event.target.value)}
      />
      <p id="own-words-kept" className="quiet on-screen">
        Only this browser tab keeps this text, until it is closed. It is printed and copied, and not stored on
        the server.
      </p>
      {/* A field is cut off on paper. */}
      <p className="on-paper">{words}</p>
    </section>
  );
}
