import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { createTopic, logListenerErrors, type Topic } from '../../lib/topic.js';
import { parseControls } from '../../ocs/access/controls.js';
import { type HeldGrant, parseHeldGrants } from '../../ocs/access/grants.js';
import type { AccessRule } from '../../ocs/access/rules.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsClient } from '../../ocs/client.js';
import { ProtocolError, REPLY_CODES } from '../../ocs/protocol.js';
import type { Closable, WampConnection } from '../../wamp/types.js';
import { type Problem, problem } from '../slots/problem.js';

/**
 * The director tells all agents of each grant that begins or ends, so this is only for renewals, and for messages that
 * were lost.
 */
const POLL_MS = 10_000;
/** Two polls can fail before the grants are unknown. */
const TRUSTED_MS = 25_000;
/** Before a grant is taken to have ended, the director is asked whether it was renewed. */
const CHECK_MS = 1000;

/** A message of the director to all agents. */
export interface PublishedStep {
  /** Counts the director's changes since its start. */
  readonly step: number;
  /** When it came, by the monotonic clock. */
  readonly at: number;
}

/** The access director: the exclusive grants that somebody holds now, and the access rules. */
export interface GrantReader extends Closable {
  /** Null while they are unknown: the director cannot be read. */
  readonly grants: readonly HeldGrant[] | null;
  /** The rules of all agents, with hashed passwords; null until the director has published them, once a minute. */
  readonly rules: readonly AccessRule[] | null;
  /** Its last message to all agents; null before the first. */
  readonly published: PublishedStep | null;
  /** ACCESS_DIRECTOR_UNREADABLE; null while the director can be read. */
  readonly problem: Problem | null;
  /** After each change of `grants` or `problem`. */
  readonly changes: Topic<void>;
}

export interface GrantReaderOptions {
  readonly connection: Pick<WampConnection, 'onLinkChange'>;
  readonly client: Pick<OcsClient, 'status' | 'onFeed'>;
  /** Address of the access director. */
  readonly address: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reads the session of the director's process `manager`. Its feed `controls` says when to read: the director publishes
 * the rules there at each change, after it has changed the session. The feed alone is not enough, because it does not
 * have the time at which a grant ends.
 */
export function createGrantReader({
  connection,
  client,
  address,
  clock,
  logger,
}: GrantReaderOptions): GrantReader {
  const changes = createTopic<void>(logListenerErrors(logger));
  let grants: readonly HeldGrant[] | null = null;
  let rules: readonly AccessRule[] | null = null;
  let published: PublishedStep | null = null;
  let unreadable: Problem | null = null;
  let lastRead = { at: clock.now(), monotonic: clock.monotonic() };
  let reading: Promise<void> | null = null;
  /** The director has changed something since the present reading began. */
  let isOutdated = false;
  let isClosed = false;
  let expiry: Closable = { close: () => {} };

  function take(next: readonly HeldGrant[] | null, nextProblem: Problem | null): void {
    const isSame = JSON.stringify([next, nextProblem]) === JSON.stringify([grants, unreadable]);
    grants = next;
    unreadable = nextProblem;
    expiry.close();
    const first = Math.min(...(next ?? []).map(({ expiresAt }) => expiresAt.getTime()));
    if (Number.isFinite(first)) {
      expiry = clock.after(Math.max(0, first - clock.now().getTime()), () => void endExpired());
    }
    if (!isSame) changes.emit();
  }

  async function endExpired(): Promise<void> {
    await settledWithin(clock, read(), CHECK_MS);
    if (!isClosed && grants) take(active(grants), unreadable);
  }

  const active = (all: readonly HeldGrant[]) => all.filter(({ expiresAt }) => expiresAt > clock.now());

  async function readOnce(): Promise<void> {
    try {
      const { code, message, session } = await client.status(address, 'manager');
      if (code !== REPLY_CODES.OK) throw new ProtocolError(message);
      const held = active(parseHeldGrants(session));
      if (isClosed) return;
      if (unreadable) logger.info({ director: address }, 'the access director can be read again');
      lastRead = { at: clock.now(), monotonic: clock.monotonic() };
      take(held, null);
    } catch (error) {
      if (!isClosed) onFailure(error instanceof ProtocolError ? error.message : toCallFailure(error).message);
    }
  }

  function onFailure(reason: string): void {
    if (clock.monotonic() - lastRead.monotonic < TRUSTED_MS) return;
    const message = `The exclusive grants are unknown, because the access director ${address} cannot be read: ${reason}`;
    if (!unreadable) logger.warn({ director: address, reason }, 'the access director cannot be read');
    take(null, problem({ code: 'ACCESS_DIRECTOR_UNREADABLE', message, since: lastRead.at }));
  }

  /** Resolves when everything that the director had at the time of the call is read, or that has failed. */
  function read(): Promise<void> {
    isOutdated = true;
    reading ??= readAll();
    return reading;
  }

  async function readAll(): Promise<void> {
    while (isOutdated && !isClosed) {
      isOutdated = false;
      await readOnce();
    }
    reading = null;
  }

  function onControls(message: unknown): void {
    try {
      const controls = parseControls(message);
      if (controls?.target !== 'all') return;
      rules = controls.rules;
      published = { step: controls.step, at: clock.monotonic() };
      void read();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      // Our OCS agent, which needs the same message, logs it.
      rules = null;
    }
  }

  const held: Closable[] = [
    client.onFeed(address, 'controls', ({ message }) => onControls(message)),
    connection.onLinkChange(({ connected }) => {
      if (connected) void read();
    }),
    clock.every(POLL_MS, () => void read()),
  ];
  void read();

  return {
    get grants() {
      return grants;
    },
    get rules() {
      return rules;
    },
    get published() {
      return published;
    },
    get problem() {
      return unreadable;
    },
    changes,
    close() {
      isClosed = true;
      expiry.close();
      for (const closable of held.splice(0)) closable.close();
    },
  };
}
