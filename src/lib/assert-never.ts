/** For the default of a switch over a union: a missing case is a compile error. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected: ${JSON.stringify(value)}`);
}
