import './hand-over.css';
import './print.css';
import { useState } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { copyText } from '../shared/copy-text.js';
import { Comments, useTabText } from './comments.js';
import { useHandOver } from './hand-over.js';
import { LastResultsSection } from './last-results-section.js';
import { LineList } from './line-list.js';
import { momentText, spanText } from './moment-text.js';
import { plainText } from './plain-text.js';
import { useShift } from './shift.js';
import { ShiftForm } from './shift-form.js';
import { WhatRan } from './what-ran.js';

/** What the next shift must know: on the page, on paper, and as text for a logbook. */
export function HandOverView() {
  const { title, simulated } = useMonitor().options;
  const readings = useSlotReadings();
  const shift = useShift();
  const handOver = useHandOver(shift);
  const [words, setWords] = useTabText('hand-over-words');
  const [author, setAuthor] = useTabText('hand-over-author');
  const [said, setSaid] = useState('');
  const { now, lists, ran, results, gaps } = handOver;
  const copy = () => {
    const text = plainText(handOver, { title, simulated, author, words, readings });
    void copyText(text).then((copied) =>
      setSaid(copied ? 'Copied.' : 'The browser does not let this page copy.'),
    );
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so people with a keyboard must be able to reach it.
    <article className="hand-over" aria-label="Hand-over" tabIndex={0}>
      <header>
        <h2>Hand-over</h2>
        <p>
          {title}
          {simulated && <b className="sim"> SIMULATED</b>}
        </p>
        <p>{spanText(shift.from, shift.to ?? now)}</p>
        <span className="grow" />
        <span role="status">{said}</span>
        <button type="button" className="button" onClick={copy}>
          Copy as text
        </button>
        <button type="button" className="button" onClick={() => window.print()}>
          Print
        </button>
      </header>
      <ShiftForm shift={shift} />
      <p className="written">
        <label className="on-screen">
          Written by <input value={author} onChange={(event) => setAuthor(event.target.value)} />
        </label>
        <span className="on-paper">Written by {author || '…………………'}</span>
        <span>{momentText(now)}</span>
      </p>
      {gaps.map((gap) => (
        <p key={gap} className="gap">
          {gap}
        </p>
      ))}
      <div className="columns">
        <div>
          {lists.slice(0, 4).map((list) => (
            <LineList key={list.title} {...list} now={now} />
          ))}
        </div>
        <div>
          <Comments words={words} onWords={setWords} />
          <WhatRan ran={ran} shift={shift} />
        </div>
      </div>
      {lists.slice(4).map((list) => (
        <LineList key={list.title} {...list} now={now} />
      ))}
      {results && <LastResultsSection results={results} now={now} />}
    </article>
  );
}
