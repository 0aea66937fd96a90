import { createTopic, type Topic } from '../lib/topic.js';

/** Why people keep a slot out of service. */
export interface OutOfService {
  readonly since: Date;
  /** Who said so; null if the server does not know. */
  readonly by: string | null;
  readonly reason: string;
}

/** A run that ended for us as LOST or TIMED_OUT: the slot may still act, or hold its lock. */
export interface Concern {
  readonly runId: string;
  readonly operation: string;
  readonly status: 'LOST' | 'TIMED_OUT';
  readonly since: Date;
  /** Id of the session that we gave up on; null if none was known. */
  readonly sessionKey: string | null;
}

/** What people and past runs have to say of slots, by address. Kept in memory: it ends with the server. */
export interface SlotNotes {
  /** Told the address of each slot whose notes have changed. */
  readonly changes: Topic<string>;
  outOfService(address: string): OutOfService | null;
  setOutOfService(address: string, note: OutOfService | null): void;
  concern(address: string): Concern | null;
  raise(address: string, concern: Concern): void;
  /** Someone has looked, or the slot has shown that the operation is over. */
  settle(address: string): void;
}

export function createSlotNotes(onListenerError: (error: unknown) => void): SlotNotes {
  const outOfService = new Map<string, OutOfService>();
  const concerns = new Map<string, Concern>();
  const changes = createTopic<string>(onListenerError);
  return {
    changes,
    outOfService: (address) => outOfService.get(address) ?? null,
    setOutOfService(address, note) {
      if (note) outOfService.set(address, note);
      else outOfService.delete(address);
      changes.emit(address);
    },
    concern: (address) => concerns.get(address) ?? null,
    raise(address, concern) {
      concerns.set(address, concern);
      changes.emit(address);
    },
    settle(address) {
      if (concerns.delete(address)) changes.emit(address);
    },
  };
}
