import type { FeedEntry } from './feed-entries.js';

/** The numbers of a feed that belong on one chart, such as the quantiles of the white noise. */
export interface Chart {
  /** What they have in common, such as `white_noise_level`. */
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Line {
  /** The name in the feed, such as `white_noise_level_q50`. */
  readonly field: string;
  /** What is its own, such as `q50`; empty if the chart has one line. */
  readonly label: string;
  /** A value for each time; null where there is a gap or NaN, undefined where this message has no such field. */
  readonly values: readonly (number | null | undefined)[];
}

export interface Series {
  /** In seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly charts: readonly Chart[];
}

interface Sample {
  readonly time: number;
  /** Null for a gap. */
  readonly numbers: ReadonlyMap<string, number | null> | null;
}

/** A message with more numbers than this is data, and not for charts. */
const MAX_FIELDS = 200;

/** The numbers in the messages of a feed, over time. */
export function seriesOf(entries: readonly FeedEntry[]): Series {
  const samples = entries.flatMap(samplesOf).sort((a, b) => a.time - b.time);
  const fields = new Set<string>();
  for (const { numbers } of samples) {
    for (const field of numbers?.keys() ?? []) if (fields.size < MAX_FIELDS) fields.add(field);
  }
  const stems = new Map<string, string[]>();
  for (const field of fields) stems.set(stemOf(field), [...(stems.get(stemOf(field)) ?? []), field]);
  const charts = [...stems].map(([stem, members]) => ({
    title: members.length === 1 ? (members[0] ?? stem) : stem,
    lines: members.map((field) => ({
      field,
      label: members.length === 1 ? '' : field.slice(stem.length).replace(/^_/, ''),
      values: samples.map(({ numbers }) => (numbers === null ? null : numbers.get(field))),
    })),
  }));
  return { times: samples.map(({ time }) => time), charts };
}

/** `white_noise_level_q50` and its quantiles belong together, and `biased_bg3` and the other bias groups. */
const stemOf = (field: string) => field.replace(/_?(?:q|bg|band|b)?_?\d+$/, '') || field;

function samplesOf({ kind, time, message }: FeedEntry): Sample[] {
  const received = Date.parse(time) / 1000;
  if (kind === 'GAP') return [{ time: received, numbers: null }];
  if (!isObject(message)) return [];
  const blocks = Object.entries(message).filter(([, block]) => isBlock(block)) as [string, Block][];
  if (blocks.length === 0) return [{ time: received, numbers: new Map(numbersIn(message)) }];
  return blocks.flatMap(([name, { timestamps, data }]) =>
    timestamps.map((at, index) => ({
      time: typeof at === 'number' ? at : received,
      numbers: new Map(
        numbersIn(
          Object.fromEntries(Object.entries(data).map(([field, column]) => [field, column[index]])),
        ).map(([field, value]) => [blocks.length === 1 ? field : `${name}/${field}`, value] as const),
      ),
    })),
  );
}

/** A block of an OCS feed: columns with one value for each timestamp. */
interface Block {
  readonly timestamps: readonly unknown[];
  readonly data: Readonly<Record<string, readonly unknown[]>>;
}

function isBlock(value: unknown): value is Block {
  if (!isObject(value) || !Array.isArray(value['timestamps']) || !isObject(value['data'])) return false;
  return Object.values(value['data']).every(Array.isArray);
}

/** The numbers among the members; null stands for NaN. */
function numbersIn(members: Readonly<Record<string, unknown>>): [string, number | null][] {
  return Object.entries(members).filter(
    (member): member is [string, number | null] => typeof member[1] === 'number' || member[1] === null,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
