import { answerRequests } from '../forked.js';
import { sendBodies } from './bodies.js';
import { sendDocuments } from './documents.js';
import { resetUpgrades } from './resets.js';
import { dripBytes } from './slow.js';
import { openSockets } from './sockets.js';
import { openSubscriptions } from './subscriptions.js';
import type { Target } from './target.js';

/**
 * Each attack resolves when it is at its height, with the function that ends it and returns what the attacker got: how
 * often each kind of answer came.
 */
const ATTACKS = {
  documents: sendDocuments,
  bodies: sendBodies,
  sockets: openSockets,
  slow: dripBytes,
  subscriptions: openSubscriptions,
  resets: resetUpgrades,
};

export type Attack = keyof typeof ATTACKS;
export type Results = {
  readonly [Name in Attack]: Awaited<ReturnType<Awaited<ReturnType<(typeof ATTACKS)[Name]>>>>;
};
export type AttackRequest = (Target & { readonly begin: Attack }) | { readonly finish: true };

let finish: (() => Promise<unknown>) | null = null;

answerRequests<AttackRequest>(async (request) => {
  if ('finish' in request) return await finish?.();
  finish = await ATTACKS[request.begin](request as never);
  return null;
});
