import type { Transport } from './subscribers.js';

/** One load, and the servers that get it in turn beside MultiSmurf. */
export interface Load {
  /** For `--only`. */
  readonly name: string;
  readonly subscribers: number;
  readonly rateHz: number;
  readonly messages: number;
  /** How many numbers a message has. */
  readonly numbers: number;
  readonly over: Transport;
  /** Every subscriber has a document of its own, so that nothing can be shared. */
  readonly different?: boolean;
  readonly peers: readonly Peer[];
}

export type Peer = 'bare' | 'graphql-ws';

const ordinary = { rateHz: 10, messages: 60, numbers: 0, over: 'ws', peers: ['bare'] } as const;

/** Frames of 0.4, 5 and 64 KB; 10,000 subscribers; and what else a client may choose. */
export const LOADS: readonly Load[] = [
  ...[100, 400, 2000].map((subscribers) => ({ ...ordinary, name: 'small', subscribers })),
  ...[100, 400, 2000].map((subscribers) => ({ ...ordinary, name: 'medium', subscribers, numbers: 110 })),
  { ...ordinary, name: 'large', subscribers: 100, numbers: 1500 },
  { ...ordinary, name: 'many', subscribers: 10_000, rateHz: 1, messages: 20 },
  { ...ordinary, name: 'different', subscribers: 400, different: true, peers: ['bare', 'graphql-ws'] },
  { ...ordinary, name: 'sse', subscribers: 400, over: 'sse' },
  { ...ordinary, name: 'tls', subscribers: 400, over: 'wss' },
];

/** For CI. */
export const QUICK_LOADS: readonly Load[] = [100, 400].map((subscribers) => ({
  ...{ ...ordinary, name: 'quick', subscribers, messages: 50 },
}));

/** What a reader of the table sees. */
export function describeLoad({ subscribers, rateHz, over, different }: Load): string {
  const documents = different ? ', different documents' : '';
  const transport = over === 'ws' ? '' : `, ${over === 'sse' ? 'SSE' : 'TLS'}`;
  return `${subscribers} at ${rateHz} Hz${transport}${documents}`;
}
