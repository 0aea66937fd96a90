import type { Topic } from '../../lib/topic.js';
import type { KeptSlots } from '../slots/slot-store.js';
import type { Annotation } from './annotation.js';
import type { Run } from './run.js';

/** A command that every server must know, because each executes its own runs. */
export type PeerOrder =
  /** The operation is not started any more on these slots by runs that began before. */
  | {
      readonly kind: 'STOP';
      readonly operation: string;
      readonly addresses: readonly string[];
      readonly at: Date;
    }
  /** Runs that began before are cancelled on these slots; on all slots if `addresses` is null. */
  | { readonly kind: 'STOP_ALL'; readonly addresses: readonly string[] | null; readonly at: Date }
  | { readonly kind: 'CANCEL'; readonly run: string }
  | { readonly kind: 'PAUSE'; readonly run: string }
  | { readonly kind: 'RESUME'; readonly run: string }
  /** The server that executes the open run edits it. */
  | { readonly kind: 'ANNOTATE'; readonly run: string; readonly at: Date; readonly change: Annotation }
  /** A run was edited after its end: every server shows it again. */
  | { readonly kind: 'ANNOTATED'; readonly run: string }
  /** The slot was removed. */
  | { readonly kind: 'FORGET'; readonly address: string };

/** A run of another server that this server executes from now on. */
export interface TakenRun {
  readonly run: Run;
  /** The orders since the run began. The other server may not have executed them. */
  readonly orders: readonly PeerOrder[];
}

/**
 * The servers that use the same store. Each open run is executed by exactly one of them, its {@link Run.driver}. If a
 * server dies, another one takes its runs. A server that loses its lock must stop executing runs at once: another
 * server may already have them.
 */
export interface Peers {
  /** Whether other servers can use the store. */
  readonly isShared: boolean;
  /** The id of this server in {@link Run.driver}. Null if the store is not shared, and while the lock is lost. */
  readonly driver: string | null;
  /**
   * Whether this server may still execute runs. Asked immediately before a start is sent. If the answer is false,
   * `lost` has been emitted. Resolves within seconds.
   */
  mayDrive(): Promise<boolean>;
  /**
   * Resolves when this server knows all runs as the others have stored them, or after some seconds if the store does
   * not answer. Otherwise, it knows them some seconds later. Never rejects.
   */
  catchUp(): Promise<void>;
  /** The lock is lost: this server executes no run any more. */
  readonly lost: Topic<void>;
  readonly taken: Topic<TakenRun>;
  /** Emits the changes of this open run, too. Runs that another server begins need no call. */
  watch(id: string): void;
  /** A run of another server has changed. Never an older revision after a newer one. */
  readonly changed: Topic<Run>;
  /** An order that another server has sent. */
  readonly orders: Topic<PeerOrder>;
  /** The marks of all slots, after another server has changed them. */
  readonly marks: Topic<KeptSlots>;
  /**
   * Sends an order to the other servers. Resolves when it is stored, or if that takes too long: it is then tried again.
   * Never rejects.
   */
  send(order: PeerOrder): Promise<void>;
}

/** A topic that never emits, so it keeps no listeners. */
const silent: Topic<never> = { listenerCount: 0, listen: () => ({ close() {} }), emit() {} };

/** A server whose store no other server uses. */
export const noPeers: Peers = {
  isShared: false,
  driver: null,
  mayDrive: async () => true,
  catchUp: async () => {},
  lost: silent,
  taken: silent,
  watch() {},
  changed: silent,
  orders: silent,
  marks: silent,
  send: async () => {},
};
