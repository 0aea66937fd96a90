import { inspect } from 'node:util';

/**
 * A text that must not be shown. It appears as `[secret]` when it is printed, logged or written to JSON; only
 * {@link Secret.reveal} returns the text.
 */
export interface Secret {
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const SHOWN = '[secret]';

export function createSecret(text: string): Secret {
  const show = () => SHOWN;
  return Object.freeze({ reveal: () => text, toString: show, toJSON: show, [inspect.custom]: show });
}
