import type { ReactNode } from 'react';
import { counted } from '../shared/counted.js';
import { readFigureName } from './figure-name.js';
import type { BoxPicture, Picture } from './picture.js';

interface Entry {
  readonly sign: ReactNode;
  readonly mark: string;
  readonly words: string;
}

/** What the shapes of the picture mean; only those that it has. */
function entriesOf(picture: Picture): readonly Entry[] {
  const out: Entry = { sign: <b className="out">▲ ▼</b>, mark: '▲ ▼', words: 'outlier, above or below' };
  if (picture.kind === 'grid') {
    const isAny = picture.stacks.some(({ cells }) => cells.some((cell) => cell?.deviation));
    return isAny ? [out] : [];
  }
  const percentiles = percentilesOf(picture);
  return [
    ...(percentiles === ''
      ? []
      : [{ sign: <BoxSign />, mark: 'Box', words: `${percentiles} % of the channels` }]),
    ...(picture.pastCount === 0
      ? []
      : [
          {
            sign: <PastSign />,
            mark: 'Diamond',
            words: `median of the last ${counted(picture.pastCount, 'result')} of the slot, with their spread`,
          },
        ]),
    ...(picture.others === null
      ? []
      : [{ sign: <OthersSign />, mark: 'Band', words: 'median of all slots, with their spread' }]),
    ...(picture.boxes.some(({ deviation }) => deviation) ? [out] : []),
  ];
}

function percentilesOf({ boxes }: BoxPicture): string {
  const longest = boxes.map(({ figures }) => figures).sort((a, b) => b.length - a.length)[0] ?? [];
  if (longest.length < 2) return '';
  return longest.map(({ name }) => readFigureName(name).place).join(', ');
}

export function Legend({ picture }: { readonly picture: Picture }) {
  const entries = entriesOf(picture);
  if (entries.length === 0) return null;
  return (
    <ul className="legend">
      {entries.map(({ sign, mark, words }) => (
        <li key={mark}>
          {sign} {words}
        </li>
      ))}
    </ul>
  );
}

/** The legend for a picture that has left the page. */
export function legendText(picture: Picture): string {
  return entriesOf(picture)
    .map(({ mark, words }) => `${mark}: ${words}`)
    .join('. ');
}

function BoxSign() {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true">
      <path className="whisker" d="M7 1v12M5 1h4M5 13h4" />
      <path className="quartiles" d="M3.5 4h7v6h-7Z" />
      <path className="median" d="M3.5 7h7" />
    </svg>
  );
}

function PastSign() {
  return (
    <svg viewBox="0 0 14 14" className="past" aria-hidden="true">
      <path d="M7 1v12" />
      <path className="diamond" d="M7 4l3 3l-3 3l-3-3Z" />
    </svg>
  );
}

function OthersSign() {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true">
      <path className="others" d="M0 2h14v10H0Z" />
      <path className="usual" d="M0 7h14" />
    </svg>
  );
}
