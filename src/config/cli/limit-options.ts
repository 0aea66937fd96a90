import type { OptionDefinition } from './option-definition.js';

/** The limits on what clients may ask of a server, by the name that the server has for them. */
export const LIMITS = {
  depth: {
    option: 'max-depth',
    fallback: 15,
    most: 100,
    help: 'Levels of fields in a document, one inside the other.',
  },
  cost: {
    option: 'max-cost',
    fallback: 150_000,
    most: 10_000_000,
    help: 'Maximum number of values in one answer (an estimate). One query for everything on 100 slots costs 146,000.',
  },
  aliases: { option: 'max-aliases', fallback: 100, most: 10_000, help: 'Aliases in a document.' },
  tokens: {
    option: 'max-tokens',
    fallback: 2000,
    most: 100_000,
    help: 'Words and punctuation marks in a document.',
  },
  nesting: {
    option: 'max-nesting',
    fallback: 100,
    most: 1000,
    help: 'Brackets of all kinds in a document, one inside the other.',
  },
  headBytes: {
    option: 'max-head-bytes',
    fallback: 131_072,
    most: 10_000_000,
    help: 'Size of the address and the headers of a request.',
  },
  requestMs: {
    option: 'max-request-ms',
    fallback: 30_000,
    most: 3_600_000,
    help: 'Milliseconds in which a request must arrive.',
  },
  bodyBytes: {
    option: 'max-body-bytes',
    fallback: 1_048_576,
    most: 100_000_000,
    help: 'Size of a request, and of one message of a WebSocket.',
  },
  waitingBytes: {
    option: 'max-waiting-bytes',
    fallback: 16_777_216,
    most: 1_000_000_000,
    help: 'Number of bytes that may wait for one slow WebSocket client. A client with more is disconnected with code 1013.',
  },
  waitingBytesTotal: {
    option: 'max-waiting-bytes-total',
    fallback: 268_435_456,
    most: 100_000_000_000,
    help: 'Number of bytes that may wait for all WebSocket clients together. The first 64 KiB of each client do not count, and data that several clients wait for counts once. Above the limit, the client with the most waiting data is disconnected with code 1013.',
  },
  subscriptions: {
    option: 'max-subscriptions',
    fallback: 200,
    most: 100_000,
    help: 'Open GraphQL operations, such as subscriptions, on one WebSocket.',
  },
  sockets: {
    option: 'max-sockets',
    fallback: 5000,
    most: 100_000,
    help: 'Open WebSockets and event streams of all clients. A further WebSocket is closed with code 1013.',
  },
  socketsPerAddress: {
    option: 'max-sockets-per-address',
    fallback: 500,
    most: 100_000,
    help: 'Open WebSockets and event streams of one address. Behind a proxy, all clients have its address, except with --trust-proxy.',
  },
  runsPerMinute: {
    option: 'max-runs-per-minute',
    fallback: 300,
    most: 100_000,
    help: 'Runs that one user may start or retry in a minute. Stops are never limited.',
  },
} as const satisfies Readonly<
  Record<
    string,
    { readonly option: string; readonly fallback: number; readonly most: number; readonly help: string }
  >
>;

export type LimitName = keyof typeof LIMITS;
export type LimitOption = (typeof LIMITS)[LimitName]['option'];

export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];

export const LIMIT_OPTIONS = [
  ...LIMIT_NAMES.map((name): OptionDefinition & { readonly name: LimitOption } => {
    const { option, fallback, help } = LIMITS[name];
    return { name: option, value: 'N', fallback, help };
  }),
  {
    name: 'no-introspection',
    help: 'Clients cannot read the schema from the server, so GraphiQL shows no documentation. By default they can.',
  },
  { name: 'no-graphiql', help: 'Do not serve GraphiQL. By default it is at /graphql.' },
] as const satisfies readonly OptionDefinition[];
