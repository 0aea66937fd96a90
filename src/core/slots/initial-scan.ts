import { endingWith } from '../../lib/abort.js';
import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { type Closable, createTopic, logListenerErrors } from '../../lib/topic.js';
import type { LinkState, WampConnection } from '../../wamp/types.js';
import { RequestError } from '../errors.js';

/** Heartbeats come once a second: after 2.5 s we have heard every live agent. */
const LISTEN_MS = 2500;
/** Maximum time for the agents to answer the questions that follow. */
const ANSWERS_MS = 3000;

/**
 * The initial scan of the network. Until it is complete, the valid names and the meaning of "all" are unknown. It
 * restarts when the link comes back, so it completes only if the link was up all the time.
 */
export interface InitialScan extends Closable {
  /** True once the scan is complete: every live agent was heard and queried. */
  readonly isDone: boolean;
  /** Resolves when the scan is complete, after `ms`, or when `signal` aborts: check `isDone`. */
  done(ms: number, signal?: AbortSignal): Promise<void>;
}

/** @throws {RequestError} NOT_READY before the scan is complete: names cannot be checked yet */
export function requireScan({ isDone }: Pick<InitialScan, 'isDone'>): void {
  if (isDone) return;
  throw new RequestError(
    'NOT_READY',
    'The server is still finding the slots of the network: try again in a few seconds.',
  );
}

export interface InitialScanOptions {
  readonly connection: WampConnection;
  /** Resolves when no question to an agent is unanswered. */
  readonly idle: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly count: () => number;
}

export function createInitialScan({
  connection,
  idle,
  clock,
  logger,
  count,
}: InitialScanOptions): InitialScan {
  const completions = createTopic<void>(logListenerErrors(logger));
  let isDone = false;
  let timer: Closable | null = null;
  /** Increases with each start and interruption, so that the end of an interrupted scan is ignored. */
  let attempt = 0;

  function start(): void {
    attempt += 1;
    const own = attempt;
    timer = clock.after(LISTEN_MS, () => void finish(own));
  }

  async function finish(own: number): Promise<void> {
    await settledWithin(clock, idle(), ANSWERS_MS);
    if (own !== attempt) return;
    isDone = true;
    logger.info({ slots: count() }, 'the initial scan of the network is complete');
    completions.emit();
  }

  function interrupt(): void {
    attempt += 1;
    timer?.close();
    timer = null;
  }

  function onLinkChange({ connected }: LinkState): void {
    if (isDone || connected === (timer !== null)) return;
    if (connected) start();
    else interrupt();
  }

  const listening = connection.onLinkChange(onLinkChange);
  onLinkChange(connection.link);

  return {
    get isDone() {
      return isDone;
    },
    done(ms, signal) {
      if (isDone) return Promise.resolve();
      const over = endingWith(signal);
      const completed = completions.listen(over.end);
      return clock.sleep(ms, over.signal).finally(() => {
        completed.close();
        over.close();
      });
    },
    close() {
      interrupt();
      listening.close();
    },
  };
}
