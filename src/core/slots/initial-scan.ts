import { type Clock, settledWithin } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import { type Closable, createTopic } from '../../lib/topic.js';
import type { LinkState, WampConnection } from '../../wamp/types.js';
import { RequestError } from '../errors.js';

/** Heartbeats come once a second: after two and a half every live agent has been heard. */
const LISTEN_MS = 2500;
/** So long agents may take to answer what they are asked then. */
const ANSWERS_MS = 3000;

/**
 * The first look at the network. Until it is complete nobody can say which names there are, nor what "all" is.
 * It starts again with the link, so that it is complete only if the link was up all the time.
 */
export interface InitialScan extends Closable {
  /** True once it is complete: every live agent was heard and asked. */
  readonly isDone: boolean;
  /** Resolves when it is complete, after `ms`, or when `signal` aborts: look at `isDone`. */
  done(ms: number, signal?: AbortSignal): Promise<void>;
}

/** @throws {RequestError} NOT_READY before it is complete: no name can be judged then */
export function requireScan({ isDone }: Pick<InitialScan, 'isDone'>): void {
  if (isDone) return;
  throw new RequestError(
    'NOT_READY',
    'The server is still finding the slots of the network: try again in a few seconds.',
  );
}

export interface InitialScanOptions {
  readonly connection: WampConnection;
  /** Resolves when everything that has been asked of agents is answered. */
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
  const completions = createTopic<void>((error) => logger.error({ err: error }, 'a listener failed'));
  let isDone = false;
  let timer: Closable | null = null;
  /** Grows with each start, so that the end of one that was interrupted does not count. */
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
      const over = new AbortController();
      const completed = completions.listen(() => over.abort());
      const leave = () => over.abort();
      signal?.addEventListener('abort', leave);
      if (signal?.aborted) leave();
      return clock.sleep(ms, over.signal).finally(() => {
        completed.close();
        signal?.removeEventListener('abort', leave);
      });
    },
    close() {
      interrupt();
      listening.close();
    },
  };
}
