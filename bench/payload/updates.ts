/** The operation whose session is followed. */
export const OPERATION = 'take_data';

/** What the subscribers select of the data: everything, or one number of it. */
export type Selection = 'all' | 'part';

export const SUBSCRIPTIONS: Readonly<Record<Selection, string>> = {
  all: `subscription { sessionUpdates(operations: ["${OPERATION}"]) { session { data } } }`,
  part: `subscription { sessionUpdates(operations: ["${OPERATION}"]) { session { data(path: "/n") } } }`,
};

/** Enough of the end of a message for the number of the reading. */
const END_BYTES = 40;

/** The number of the reading, which is last in both messages. A megabyte is not parsed: that would cost too much. */
export function readingIn(message: Buffer): number {
  const [, n] = /(\d+)\}*$/.exec(message.toString('latin1', message.length - END_BYTES)) ?? [];
  return Number(n);
}
