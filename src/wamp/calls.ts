import type { Clock } from '../lib/clock.js';
import { WAMP_ERRORS, WampError } from './error.js';
import { about } from './failure.js';
import type { RouterSession } from './router-session.js';
import type { CallOptions } from './types.js';
import { checkUri } from './uri.js';

/**
 * Calls a procedure on a joined session. Settles at the answer, at the end of the session, after `timeoutMs`, or when
 * `signal` aborts. In the last two cases no CANCEL is sent: after a cancel, autobahn treats the late answer as a
 * protocol violation and ends the session.
 */
export function callProcedure(
  session: RouterSession,
  procedure: string,
  args: readonly unknown[],
  { timeoutMs, signal, kwargs }: CallOptions,
  clock: Clock,
): Promise<unknown> {
  const what = `call of ${procedure}`;
  return new Promise((resolve, reject) => {
    const fail = (uri: string, text: string, sent = true) =>
      reject(new WampError(uri, `${what}: ${text}`, { sent }));
    if (signal?.aborted) {
      fail(WAMP_ERRORS.aborted, 'aborted before it was sent', false);
      return;
    }
    const onTimeout = () => {
      release();
      fail(
        WAMP_ERRORS.timeout,
        `no answer within ${timeoutMs / 1000} s; the called program may still process the call`,
      );
    };
    const onAbort = () => {
      release();
      fail(WAMP_ERRORS.aborted, 'aborted; the called program may still process the call');
    };
    const timer = clock.after(timeoutMs, onTimeout);
    signal?.addEventListener('abort', onAbort, { once: true });
    const release = () => {
      timer.close();
      signal?.removeEventListener('abort', onAbort);
    };
    send(session, procedure, args, kwargs).then(
      (answer) => {
        release();
        resolve(answer);
      },
      (thrown) => {
        release();
        reject(about(what, thrown));
      },
    );
  });
}

/** Async, so that an invalid URI becomes a rejection. */
async function send(
  session: RouterSession,
  procedure: string,
  args: readonly unknown[],
  kwargs: CallOptions['kwargs'],
): Promise<unknown> {
  checkUri(procedure);
  return await session.call(procedure, args, kwargs);
}
