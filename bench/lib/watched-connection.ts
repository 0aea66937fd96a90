import type { HeartbeatCodes, OpCode } from '../../src/ocs/protocol.js';
import type { WampConnection } from '../../src/wamp/types.js';

/** What a slot's agent receives and sends, for the bench. */
export interface Observer {
  /** A call has arrived: `get_api`, `status`, `start`, `wait` and so on. */
  onCall(action: string): void;
  /** The agent sends a heartbeat with these op codes. */
  onHeartbeat(topic: string, codes: HeartbeatCodes): void;
}

/** The connection of a simulated agent, with an observer. */
export function watchedConnection(connection: WampConnection, observer: Observer): WampConnection {
  return {
    ...connection,
    get link() {
      return connection.link;
    },
    publish(topic, args) {
      if (topic.endsWith('.feeds.heartbeat')) observer.onHeartbeat(topic, codesOf(args));
      return connection.publish(topic, args);
    },
    register: (procedure, handler, onChange) =>
      connection.register(
        procedure,
        (args, ...rest) => {
          observer.onCall(String(args[0]));
          return handler(args, ...rest);
        },
        onChange,
      ),
  };
}

/** A heartbeat is the pair of op codes and feed_info. */
function codesOf([message]: readonly unknown[]): HeartbeatCodes {
  return (message as readonly [Record<string, OpCode>])[0];
}
