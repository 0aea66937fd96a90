import { shortened } from '../../lib/shortened.js';
import { toCallFailure } from '../../ocs/call-failure.js';
import type { OcsClient } from '../../ocs/client.js';
import { type OpsReply, REPLY_CODES } from '../../ocs/protocol.js';
import type { RunTrace } from './run-trace.js';

/** Maximum length of a reason in the log. */
const MAX_REASON = 500;

type Method = 'start' | 'stop' | 'abort' | 'status';

/**
 * A client for one run. Each call for an operation has a span. Calls that fail or are refused are in the log of the run;
 * a call that is repeated and fails again for the same reason only at the level debug.
 */
export function tracedCalls(client: OcsClient, { logger, openCall }: RunTrace): OcsClient {
  /** By method and address: the reason of the last call, if it failed. */
  const reasons = new Map<string, string>();

  function failed(method: Method, address: string, operation: string, reason: string, message: string): void {
    const key = `${method} ${address}`;
    const level = reasons.get(key) === reason ? 'debug' : 'warn';
    reasons.set(key, reason);
    logger[level]({ call: method, address, operation, reason: shortened(reason, MAX_REASON) }, message);
  }

  async function traced(
    method: Method,
    address: string,
    operation: string,
    call: () => Promise<OpsReply>,
  ): Promise<OpsReply> {
    const span = openCall(address, method, operation);
    try {
      const reply = await call();
      span.set({ 'rpc.response.status_code': String(reply.code) });
      if (reply.code === REPLY_CODES.ERROR) {
        span.fail(reply.message);
        failed(method, address, operation, reply.message, 'an agent has refused a call');
      } else {
        reasons.delete(`${method} ${address}`);
        logger.debug({ call: method, address, operation }, 'an agent has answered');
      }
      return reply;
    } catch (error) {
      const { kind, message } = toCallFailure(error);
      span.set({ 'error.type': kind });
      span.fail(message);
      failed(method, address, operation, message, 'a call to an agent failed');
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    ...client,
    start: (address, operation, params, options) =>
      traced('start', address, operation, () => client.start(address, operation, params, options)),
    stop: (address, operation, options) =>
      traced('stop', address, operation, () => client.stop(address, operation, options)),
    abort: (address, operation, options) =>
      traced('abort', address, operation, () => client.abort(address, operation, options)),
    status: (address, operation) =>
      traced('status', address, operation, () => client.status(address, operation)),
  };
}
