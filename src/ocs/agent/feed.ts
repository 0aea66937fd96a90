import type { FeedInfo } from '../protocol.js';

export interface FeedOptions {
  /** True if the aggregator and the InfluxDB publisher record the feed. Defaults to false. */
  readonly record?: boolean;
  readonly aggParams?: Readonly<Record<string, unknown>>;
}

/** One sample of a recorded feed: values taken together at `timestamp` (UNIX seconds). */
export interface Block {
  readonly block_name: string;
  readonly timestamp: number;
  readonly data: Readonly<Record<string, number | string | boolean>>;
}

/** A feed of one agent: encodes its messages. */
export interface Feed {
  readonly info: FeedInfo;
  /** The published value: the pair of message and feed_info. */
  encode(message: unknown): readonly [unknown, FeedInfo];
  /** The same for a sample of a recorded feed. Throws for field names that OCS does not allow. */
  encodeBlock(block: Block): readonly [unknown, FeedInfo];
}

/** The agent that a feed belongs to. */
export interface FeedAgent {
  readonly address: string;
  readonly agentClass: string;
  readonly startedAt: string;
  readonly simulated: boolean;
}

/** Letters, digits and underscores; the first character after leading underscores is a letter; at most 255 characters. */
const FIELD_NAME = /^_*[A-Za-z][A-Za-z0-9_]*$/;

export function createFeed(agent: FeedAgent, name: string, options: FeedOptions): Feed {
  const info: FeedInfo = {
    agent_address: agent.address,
    agg_params: { ...options.aggParams },
    feed_name: name,
    address: `${agent.address}.feeds.${name}`,
    record: options.record ?? false,
    session_id: agent.startedAt,
    agent_class: agent.agentClass,
    ...(agent.simulated && { simulated: true }),
  };
  return {
    info,
    encode: (message) => [message, info],
    encodeBlock({ block_name, timestamp, data }) {
      const odd = Object.keys(data).find((field) => !FIELD_NAME.test(field) || field.length > 255);
      if (odd !== undefined) {
        throw new Error(`Feed ${name} cannot have a field "${odd}": OCS allows only letters, digits and _.`);
      }
      const samples = Object.fromEntries(Object.entries(data).map(([field, value]) => [field, [value]]));
      // ocs 0.12.1 has the tags in every block, null without any (ocs_feed.py, `Block`).
      const block = { block_name, data: samples, timestamps: [timestamp], influxdb_tags: null };
      return [{ [block_name]: block }, info];
    },
  };
}
