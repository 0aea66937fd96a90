import type { Bindable } from './messages.js';

/**
 * Checks that all parameters of a statement can be bound. The driver ends the whole process, without an exception, if a
 * parameter is true, a Date or an object, and it spreads lists. So every statement is checked here.
 * @throws {TypeError} that names the wrong parameter and the statement
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
