import { Fragment } from 'react';

const SHOWN: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** The keys of a command, as they stand on the keyboard: `G` then `R`, `Ctrl` + `K`. */
export function KeyNames({ keys }: { readonly keys: string }) {
  return keys.split(' ').map((together, step) => (
    <Fragment key={together}>
      {step > 0 && ' then '}
      {together.split(/\+(?=.)/).map((key, place) => (
        <Fragment key={key}>
          {place > 0 && ' + '}
          <kbd>{SHOWN[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
        </Fragment>
      ))}
    </Fragment>
  ));
}
