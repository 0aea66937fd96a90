/** The feed that is watched. */
export const FEED = 'noise_results';

export const SUBSCRIPTION = `subscription {
  feed(feeds: ["${FEED}"]) { kind feed time message instance { id } }
}`;

/** The same for this subscriber alone: an alias makes its document, and so its results, different from all others. */
export function subscriptionOf(subscriber: number): string {
  return SUBSCRIPTION.replace('kind', `k${String(subscriber).padStart(5, '0')}: kind`);
}

/** The differences between two messages. */
export interface Sample {
  /** Counts the messages. */
  readonly n: number;
  /** UNIX seconds. */
  readonly sentAt: number;
  /** How many numbers the message has besides. Nine are as many quantiles as a slot publishes. */
  readonly numbers?: number;
}

/** A message of a slot: quantiles, and our two values in place of the total of channels. */
export function blockOf({ n, sentAt, numbers = 9 }: Sample): {
  readonly block_name: string;
  readonly timestamp: number;
  readonly data: Readonly<Record<string, number>>;
} {
  const quantiles = Array.from(
    { length: numbers },
    (_, q) => [`white_noise_level_q${q}`, 50 + q / 7] as const,
  );
  return {
    block_name: FEED,
    timestamp: sentAt,
    data: { ...Object.fromEntries(quantiles), n, sent_at: sentAt },
  };
}

/** The same message as MultiSmurf's field `feed` has it, for a server without slots. */
export function feedMessageOf(sample: Sample): object {
  const { data, timestamp, block_name } = blockOf(sample);
  const columns = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, [value]]));
  const message = { [FEED]: { block_name, timestamps: [timestamp], data: columns } };
  const id = 'SmurfInstance:observatory.pysmurf-controller-s2';
  return { kind: 'MESSAGE', feed: FEED, time: new Date().toISOString(), message, instance: { id } };
}

const N = /"n":\[(\d+)\]/;
const SENT_AT = /"sent_at":\[([\d.]+)\]/;

/** The sample in the text of a frame or an event; null if it has none. */
export function sampleIn(text: string): Pick<Sample, 'n' | 'sentAt'> | null {
  const [, n] = N.exec(text) ?? [];
  const [, sentAt] = SENT_AT.exec(text) ?? [];
  return n === undefined || sentAt === undefined ? null : { n: Number(n), sentAt: Number(sentAt) };
}

/** The same text for another sample. */
export function frameFor(example: string, { n, sentAt }: Sample): string {
  return example.replace(N, `"n":[${n}]`).replace(SENT_AT, `"sent_at":[${sentAt}]`);
}
