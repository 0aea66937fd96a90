import { type Clock, settledWithin } from '../../lib/clock.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsClient } from '../../ocs/client.js';
import type { OcsBridge } from '../../ocs/http-bridge.js';
import type { AgentApi, EncodedSession } from '../../ocs/protocol.js';

/** After so long without an answer the other way is tried too: some answers never come (see `OcsBridge`). */
const OTHER_WAY_MS = 2000;

/** What to do with the answers. Each comes with what the question was asked of. */
export interface SlotReaderOptions {
  readonly client: OcsClient;
  /** Null where the network has no HTTP bridge. */
  readonly bridge: OcsBridge | null;
  readonly clock: Clock;
  onApi(address: string, api: AgentApi): void;
  onApiFailure(address: string, reason: string): void;
  onSession(address: string, operation: string, session: EncodedSession | null): void;
  onSessionFailure(address: string, operation: string, reason: string): void;
}

/** Asks agents what only they know. What is asked of the same agent at the same time is asked once. */
export interface SlotReader {
  /** Asks for get_api. Never rejects. */
  readApi(address: string): Promise<void>;
  /** Asks for one session. Never rejects. */
  readSession(address: string, operation: string): Promise<void>;
  /** The same, by a question that is sent after this call, also where an older one is under way. */
  readSessionAnew(address: string, operation: string): Promise<void>;
  /** Resolves when everything that has been asked is answered. */
  idle(): Promise<void>;
}

export function createSlotReader(options: SlotReaderOptions): SlotReader {
  const { client, bridge, clock } = options;
  const inFlight = new Map<string, Promise<void>>();

  function once(key: string, ask: () => Promise<void>): Promise<void> {
    const going = inFlight.get(key);
    if (going !== undefined) return going;
    const asking = ask().finally(() => inFlight.delete(key));
    inFlight.set(key, asking);
    return asking;
  }

  /**
   * What one way cannot read is tried the other way. The link comes first; a call that hangs on it does not
   * hold up the bridge.
   */
  async function eitherWay<T>(byLink: () => Promise<T>, byBridge: (() => Promise<T>) | null): Promise<T> {
    const asked = byLink();
    if (!byBridge) return asked;
    asked.catch(() => {});
    let isAnswered = false;
    const settled = asked.then(
      () => {
        isAnswered = true;
      },
      () => {},
    );
    await settledWithin(clock, settled, OTHER_WAY_MS);
    if (isAnswered) return asked;
    return await Promise.any([asked, byBridge()]).catch(() => asked);
  }

  async function askApi(address: string): Promise<void> {
    try {
      const api = await eitherWay(() => client.getApi(address), bridge && (() => bridge.getApi(address)));
      options.onApi(address, api);
    } catch (error) {
      options.onApiFailure(address, toCallFailure(error).message);
    }
  }

  async function askSession(address: string, operation: string): Promise<void> {
    try {
      const { session } = await eitherWay(
        () => client.status(address, operation),
        bridge && (() => bridge.status(address, operation)),
      );
      options.onSession(address, operation, session);
    } catch (error) {
      options.onSessionFailure(address, operation, toCallFailure(error).message);
    }
  }

  const readSession = (address: string, operation: string) =>
    once(`${address}/${operation}`, () => askSession(address, operation));

  return {
    readApi: (address) => once(address, () => askApi(address)),
    readSession,
    async readSessionAnew(address, operation) {
      await inFlight.get(`${address}/${operation}`);
      await readSession(address, operation);
    },
    async idle() {
      await Promise.all(inFlight.values());
    },
  };
}
