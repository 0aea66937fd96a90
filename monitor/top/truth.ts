import { duration } from '../shared/duration.js';
import { utc } from '../shared/utc.js';

/** If the last message is older than this, in milliseconds, the server is silent: the page asks every two seconds. */
const OLD_MS = 5000;

export interface Truth {
  /** Whether the page shows the telescope as it is. */
  readonly good: boolean;
  readonly text: string;
  /** The time of the data, in milliseconds since 1970; null before the first. */
  readonly asOf: number | null;
  /** How old the data are, such as `data 41 s old`; null before the first. */
  readonly age: string | null;
  /** What that means for a person who looks at the page; null if it needs no words. */
  readonly meaning: string | null;
}

/** What is known of the connection: the states of `LinkState` and `Network`. */
export interface Known {
  readonly link: { readonly kind: string; readonly heardAt: number | null };
  readonly network: {
    readonly connected: boolean;
    readonly since: string;
    readonly reason: string | null;
  } | null;
}

const CONTINUES = 'The slots continue to run without this page.';

/** Whether the page can show the telescope as it is, and if not, why. */
export function truth({ link: { kind, heardAt }, network }: Known, now: number): Truth {
  const since = network?.connected === false ? Date.parse(network.since) : null;
  const asOf = since !== null && heardAt !== null ? Math.min(since, heardAt) : heardAt;
  const age = asOf === null ? null : `data ${duration(now - asOf)} old`;
  const bad = (text: string, ...meaning: string[]) => ({
    ...{ good: false, text, asOf, age },
    meaning:
      asOf === null
        ? null
        : [`This page shows the state at ${utc(asOf)} UTC.`, CONTINUES, ...meaning].join(' '),
  });
  if (kind === 'refused') return { ...bad('The server requires a token'), meaning: null };
  if (kind === 'connecting') return bad('Connecting to the server …');
  if (kind === 'lost')
    return bad(
      'Not connected to the server',
      'To stop the slots now, run multismurf stop-all on the machine of the server.',
      'This page cannot command the slots. It connects again automatically.',
    );
  if (heardAt !== null && now - heardAt > OLD_MS)
    return bad('The server is silent', 'Commands from this page may not arrive.');
  if (network === null) return bad('Waiting for the first data …');
  if (since !== null)
    return bad(
      `The server has not been connected to the router since ${utc(since)} UTC`,
      'The server cannot command the slots. It connects again automatically.',
      ...(network.reason === null ? [] : [`Reason: ${network.reason}`]),
    );
  return { good: true, text: '● Live', asOf, age, meaning: null };
}
