import type { Bindable } from './messages.js';

/**
 * The parameters of a statement, if each can be bound. The driver ends the whole process, with nothing to catch,
 * when it is given true, a Date or an object, and spreads a list: so nothing reaches it but through here.
 * @throws {TypeError} that says which parameter of which statement is wrong
 */
export function bindable(parameters: readonly unknown[], sql: string): readonly Bindable[] {
  const wrong = parameters.findIndex((value) => !isBindable(value));
  if (wrong < 0) return parameters as readonly Bindable[];
  throw new TypeError(`parameter ${wrong + 1} is ${describe(parameters[wrong])}, in: ${sql}`);
}

function isBindable(value: unknown): value is Bindable {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return true;
    case 'number':
      return Number.isFinite(value);
    default:
      return value === null || value instanceof Uint8Array;
  }
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `the ${typeof value} ${String(value)}`;
  return `of the class ${value.constructor?.name ?? 'null'}`;
}
