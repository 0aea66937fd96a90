import type { ReactNode } from 'react';
import { nameOf, type Slot } from '../live/model.js';
import { ServerText } from '../shared/server-text.js';

export interface StoppedLineProps {
  readonly slot: Pick<Slot, 'instanceId' | 'streamId'> & { readonly reason: string | null };
  readonly sign: ReactNode;
  /** The result of the stop. */
  readonly word: string;
  /** What somebody must act on, look at, or need not read. */
  readonly look?: 'bad' | 'warn' | 'quiet' | undefined;
}

/** A slot in the report of a stop. */
export function StoppedLine({ slot, sign, word, look }: StoppedLineProps) {
  return (
    <li className={look}>
      {sign} <b>{nameOf(slot)}</b> <span>{word}</span>
      {slot.reason && (
        <p>
          <ServerText text={slot.reason} />
        </p>
      )}
    </li>
  );
}
