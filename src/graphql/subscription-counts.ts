import type { QueueCounts } from '../lib/latest-queue.js';

/**
 * Why a subscription has ended: nothing more can come, its client has left, did not read or did not answer pings, the
 * rights of the client have changed, or an event failed.
 */
export const END_REASONS = ['completed', 'left', 'slow', 'silent', 'rights', 'failed'] as const;

export type EndReason = (typeof END_REASONS)[number];

/** What has happened to the subscriptions of a server, and to their events. */
export interface SubscriptionCounts extends QueueCounts {
  started: number;
  readonly ended: Record<EndReason, number>;
  /** Events that were given to the connection of a client. */
  delivered: number;
}

export const createSubscriptionCounts = (): SubscriptionCounts => ({
  started: 0,
  ended: { completed: 0, left: 0, slow: 0, silent: 0, rights: 0, failed: 0 },
  delivered: 0,
  merged: 0,
  dropped: 0,
});
