import type { Clock } from '../lib/clock.js';
import type { WampConnection } from '../wamp/types.js';
import { DEFAULT_SECONDS } from './fault.js';
import { malformHeartbeat, spoilNumbers } from './faulty-messages.js';
import type { Faults } from './pysmurf-controller/faults.js';

/**
 * The connection of an agent, with the faults of its slot: late requests, lost answers, malformed messages. Without a
 * fault it does not change anything.
 */
export function withFaults(connection: WampConnection, faults: Faults, clock: Clock): WampConnection {
  const closing = new AbortController();
  let malformed = 0;

  /** Resolves when the agent handles the request; false if the agent is gone by then. */
  async function isHandledAfter(seconds: number): Promise<boolean> {
    await faults.awake();
    if (seconds > 0) await clock.sleep(seconds * 1000, closing.signal);
    await faults.awake();
    return !closing.signal.aborted;
  }

  return {
    ...connection,
    get link() {
      return connection.link;
    },
    publish(topic, args) {
      // The agent believes that it was sent.
      if (faults.find('silent')) return true;
      if (topic.endsWith('.feeds.heartbeat')) {
        const odd = faults.find('bad-heartbeats');
        return connection.publish(topic, odd ? malformHeartbeat(args, malformed++) : args);
      }
      return connection.publish(topic, faults.find('nan') ? spoilNumbers(args) : args);
    },
    register(procedure, handler, onChange) {
      return connection.register(
        procedure,
        async (args, kwargs) => {
          // Only requests on `.ops` are about an operation.
          const [action, name] = args;
          const operation = procedure.endsWith('.ops') ? String(name) : undefined;
          const late = faults.find('late', operation);
          if (!(await isHandledAfter(late ? (late.seconds ?? DEFAULT_SECONDS.late) : 0)))
            return await never();
          const isLost = action === 'start' && faults.find('lost-answer', operation) !== undefined;
          const answer = await handler(args, kwargs);
          if (isLost || !(await isHandledAfter(0))) return await never();
          return answer;
        },
        onChange,
      );
    },
    async close() {
      closing.abort();
      await connection.close();
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => {});
}
