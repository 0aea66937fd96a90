import { MessageType, parseMessage } from 'graphql-ws';

/** Handles a message of a client. Resolves at the end of its operation. */
export type MessageHandler = (text: string) => Promise<void>;

/**
 * Gives each operation an id of its own, for graphql-ws. A client may use the id of an operation again as soon as it has
 * completed it, but graphql-ws needs some time to end an operation, and knows it only by its id: the two operations
 * would receive each other's events, and one of them would never be closed.
 *
 * @param handle - receives the messages with the own ids.
 * @param onTaken - called in place of `handle` if an operation with this id is open.
 */
export function withOwnIds(handle: MessageHandler, onTaken: (id: string) => void): MessageHandler {
  /** The own ids of the open operations, by the ids of the client. */
  const own = new Map<string, string>();
  let count = 0;

  // Without `async`, which would keep the text as long as the operation is open.
  function subscribe(id: string, text: string): Promise<void> {
    if (own.has(id)) {
      onTaken(id);
      return Promise.resolve();
    }
    count += 1;
    const ownId = `${count}:${id}`;
    own.set(id, ownId);
    return handle(replaceId(text, ownId)).finally(() => {
      if (own.get(id) === ownId) own.delete(id);
    });
  }

  async function complete(id: string, text: string): Promise<void> {
    const ownId = own.get(id);
    own.delete(id);
    if (ownId !== undefined) await handle(replaceId(text, ownId));
  }

  return (text) => {
    const message = readMessage(text);
    if (message?.type === MessageType.Subscribe) return subscribe(message.id, text);
    if (message?.type === MessageType.Complete) return complete(message.id, text);
    return handle(text);
  };
}

/** The message for the client, with its id in place of the own one, with which graphql-ws begins the text. */
export function restoreId(text: string): string {
  return text.replace(/^\{"id":"\d+:/, '{"id":"');
}

/** The id that the client gave to an operation with this own id. */
export function idForClient(ownId: string): string {
  return ownId.slice(ownId.indexOf(':') + 1);
}

/** Null if the message is invalid: graphql-ws then closes the connection. */
function readMessage(text: string): ReturnType<typeof parseMessage> | null {
  try {
    return parseMessage(text);
  } catch {
    return null;
  }
}

/** Adds the id as the last member: of members with the same name, JSON.parse reads the last one. */
function replaceId(text: string, id: string): string {
  return `${text.slice(0, text.lastIndexOf('}'))},"id":${JSON.stringify(id)}}`;
}
