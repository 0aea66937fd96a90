/** The feed that is watched. */
export const FEED = 'noise_results';

export const SUBSCRIPTION = `subscription {
  feed(feeds: ["${FEED}"]) { kind feed time message instance { id } }
}`;

/** The differences between two messages. */
export interface Sample {
  /** Counts the messages. */
  readonly n: number;
  /** UNIX seconds. */
  readonly sentAt: number;
}

const QUANTILES = [0, 5, 15, 25, 50, 75, 85, 95, 100];

/** A message with the size of a slot's own message: nine quantiles, and our two values in place of the total of channels. */
export function blockOf({ n, sentAt }: Sample): {
  readonly block_name: string;
  readonly timestamp: number;
  readonly data: Readonly<Record<string, number>>;
} {
  const quantiles = QUANTILES.map((q) => [`white_noise_level_q${q}`, 50 + q / 7] as const);
  return {
    block_name: FEED,
    timestamp: sentAt,
    data: { ...Object.fromEntries(quantiles), n, sent_at: sentAt },
  };
}

/** The part of a graphql-transport-ws frame that the bench reads. */
export interface Frame {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly feed: { readonly message: FeedMessage | null } } };
}
type FeedMessage = Readonly<Record<string, { readonly data: { n: number[]; sent_at: number[] } }>>;

/** The sample in a frame; null for a GAP or an error. */
export function sampleOf(frame: Frame): Sample | null {
  const data = frame.payload?.data?.feed.message?.[FEED]?.data;
  const [n, sentAt] = [data?.n[0], data?.sent_at[0]];
  return n === undefined || sentAt === undefined ? null : { n, sentAt };
}

/** The same frame for another sample. */
export function frameFor(example: string, { n, sentAt }: Sample): string {
  const frame = JSON.parse(example) as Frame;
  const data = frame.payload?.data?.feed.message?.[FEED]?.data;
  if (!data) throw new Error(`no message of ${FEED} in ${example}`);
  data.n = [n];
  data.sent_at = [sentAt];
  return JSON.stringify(frame);
}
