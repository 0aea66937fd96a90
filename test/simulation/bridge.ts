import { toCallFailure } from '../../src/ocs/call-failure.js';
import type { OcsBridge } from '../../src/ocs/http-bridge.js';
import { guard, opsReply, parseAgentApi } from '../../src/ocs/protocol.js';
import { callProcedure } from '../../src/wamp/calls.js';
import { WAMP_ERRORS, WampError } from '../../src/wamp/error.js';
import type { RouterSession } from '../../src/wamp/router-session.js';
import type { Network } from './network.js';
import type { ProcessClock } from './process-clock.js';

const ANSWER_MS = 10_000;

/** The router's HTTP bridge. Each call has its own session, so a call does not end with the server's link. */
export function createBridge(network: Network, process: ProcessClock): OcsBridge {
  const open = new Set<(error: WampError) => void>();

  let isClosed = false;

  const refused = () => new WampError(WAMP_ERRORS.linkLost, 'the bridge cannot be reached');
  network.onDown(() => {
    for (const reject of [...open]) process.deliver(() => reject(refused()));
    open.clear();
  });

  const session: Pick<RouterSession, 'call'> = {
    call: (procedure, args) =>
      new Promise((resolve, reject) => {
        if (!process.isAlive) return;
        if (isClosed) {
          reject(refused());
          return;
        }
        open.add(reject);
        const settle = (how: () => void) => {
          process.deliver(() => {
            if (open.delete(reject)) how();
          });
        };
        if (!network.isUp) network.arrive('refusals', () => settle(() => reject(refused())));
        else
          network.call(procedure, args, {
            answered(given) {
              if ('value' in given) settle(() => resolve(given.value));
              else settle(() => reject(new WampError(given.error, given.message)));
            },
          });
      }),
  };

  async function ask<T>(
    procedure: string,
    args: readonly unknown[],
    timeoutMs: number,
    parse: (value: unknown) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    const options = { timeoutMs, ...(signal && { signal }) };
    try {
      return parse(await callProcedure(session as RouterSession, procedure, args, options, process));
    } catch (error) {
      throw toCallFailure(error);
    }
  }

  const reply = (value: unknown) => guard(opsReply, value, 'an answer');
  return {
    wait: (address, operation, seconds, signal) =>
      ask(`${address}.ops`, ['wait', operation, null, seconds], seconds * 1000 + ANSWER_MS, reply, signal),
    status: (address, operation) =>
      ask(`${address}.ops`, ['status', operation, null, null], ANSWER_MS, reply),
    getApi: (address) => ask(address, ['get_api'], ANSWER_MS, parseAgentApi),
    close() {
      isClosed = true;
      for (const reject of open) reject(refused());
      open.clear();
    },
  };
}
