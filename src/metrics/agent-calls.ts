import type { Clock } from '../lib/clock.js';
import { CallFailure } from '../ocs/call-failure.js';
import type { OcsClient } from '../ocs/client.js';
import { type OpsReply, REPLY_CODES } from '../ocs/protocol.js';
import type { Instruments } from './instruments.js';

/** A client whose calls are counted and measured. */
export function countCalls(
  client: OcsClient,
  { calls, callDuration }: Pick<Instruments, 'calls' | 'callDuration'>,
  clock: Pick<Clock, 'monotonic'>,
): OcsClient {
  async function counted<T>(method: string, call: Promise<T>, resultOf: (answer: T) => string): Promise<T> {
    const begun = clock.monotonic();
    let result = 'unanswered';
    try {
      const answer = await call;
      result = resultOf(answer);
      return answer;
    } catch (error) {
      if (error instanceof CallFailure) result = error.kind;
      throw error;
    } finally {
      calls.inc({ method, result });
      callDuration.observe({ method }, (clock.monotonic() - begun) / 1000);
    }
  }
  const command = (method: string, reply: Promise<OpsReply>) => counted(method, reply, resultOfReply);
  return {
    ...client,
    getApi: (...args) => counted('get_api', client.getApi(...args), () => 'ok'),
    start: (...args) => command('start', client.start(...args)),
    stop: (...args) => command('stop', client.stop(...args)),
    abort: (...args) => command('abort', client.abort(...args)),
    status: (...args) => command('status', client.status(...args)),
    wait: (...args) => command('wait', client.wait(...args)),
  };
}

const RESULTS = {
  [REPLY_CODES.OK]: 'ok',
  [REPLY_CODES.ERROR]: 'refused',
  [REPLY_CODES.TIMEOUT]: 'timeout',
} as const;

const resultOfReply = ({ code }: OpsReply) => RESULTS[code];
