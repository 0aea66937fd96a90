import { type Clock, settledWithin } from '../../lib/clock.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsClient } from '../../ocs/client.js';
import type { OcsBridge } from '../../ocs/http-bridge.js';
import type { AgentApi, EncodedSession } from '../../ocs/protocol.js';

/** After this time without an answer, the bridge is tried too: some answers never come (see `OcsBridge`). */
const OTHER_WAY_MS = 2000;

/** The handlers for answers. Each gets the address, and the operation if there is one, of its question. */
export interface SlotReaderOptions {
  readonly client: OcsClient;
  /** Null if the network has no HTTP bridge. */
  readonly bridge: OcsBridge | null;
  readonly clock: Clock;
  onApi(address: string, api: AgentApi): void;
  onApiFailure(address: string, reason: string): void;
  onSession(address: string, operation: string, session: EncodedSession | null): void;
  onSessionFailure(address: string, operation: string, reason: string): void;
}

/**
 * Reads data from agents. Equal questions to one agent at the same time share one request. A read never rejects; its
 * value is true if the agent has answered.
 */
export interface SlotReader {
  /** Reads get_api. */
  readApi(address: string): Promise<boolean>;
  /** Reads one session. */
  readSession(address: string, operation: string): Promise<boolean>;
  /** The same, but always with a request that is sent after this call, even if an older one is unanswered. */
  readSessionAnew(address: string, operation: string): Promise<void>;
  /** Resolves when no request is unanswered. */
  idle(): Promise<void>;
}

export function createSlotReader(options: SlotReaderOptions): SlotReader {
  const { client, bridge, clock } = options;
  const inFlight = new Map<string, Promise<boolean>>();

  function once(key: string, ask: () => Promise<boolean>): Promise<boolean> {
    const going = inFlight.get(key);
    if (going !== undefined) return going;
    const asking = ask().finally(() => inFlight.delete(key));
    inFlight.set(key, asking);
    return asking;
  }

  /**
   * Tries the link first, then also the bridge, if the link fails or does not answer in time. A call that hangs on
   * the link does not block the bridge.
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

  async function askApi(address: string): Promise<boolean> {
    try {
      const api = await eitherWay(() => client.getApi(address), bridge && (() => bridge.getApi(address)));
      options.onApi(address, api);
      return true;
    } catch (error) {
      options.onApiFailure(address, toCallFailure(error).message);
      return false;
    }
  }

  async function askSession(address: string, operation: string): Promise<boolean> {
    try {
      const { session } = await eitherWay(
        () => client.status(address, operation),
        bridge && (() => bridge.status(address, operation)),
      );
      options.onSession(address, operation, session);
      return true;
    } catch (error) {
      options.onSessionFailure(address, operation, toCallFailure(error).message);
      return false;
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
