import { inspect } from 'node:util';

/**
 * A text that must not be seen. It shows itself as `[secret]` wherever it is printed, logged or put into
 * JSON; only {@link Secret.reveal} gives it away.
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
