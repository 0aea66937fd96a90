export interface Unanswered {
  readonly isConnected: boolean;
  /** The time in which an answer should have come is over. */
  readonly isLate: boolean;
}

/** What must be said of a stop that was sent and has no answer; null while there is still time for one. */
export function unansweredText({ isConnected, isLate }: Unanswered): string | null {
  if (isConnected && !isLate) return null;
  const cause = isLate ? 'No answer has come.' : 'The connection was lost after the stop was sent.';
  return `${cause} It is not known whether the stop has arrived.`;
}
