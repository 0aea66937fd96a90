import { RequestError } from '../core/errors.js';
import { JsonPointerError, resolvePointer } from '../lib/json-pointer.js';
import { OP_CODES, type OpCodeName } from '../ocs/protocol.js';
import { builder } from './builder.js';
import type { SlotSession } from './loaders.js';
import { idOf, NodeRef } from './node.js';
import { SmurfInstanceRef } from './type-refs.js';

export const SessionStatusEnum = builder.enumType('SessionStatus', {
  description: 'The status of a session.',
  values: {
    STARTING: { value: 'starting', description: 'Accepted; the operation is not running yet.' },
    RUNNING: { value: 'running', description: 'The operation is running.' },
    STOPPING: { value: 'stopping', description: 'The operation is stopping, after a stop or an abort.' },
    DONE: { value: 'done', description: 'Ended: see `success`.' },
  } as const,
});

const OP_CODE_DESCRIPTIONS: Record<OpCodeName, string> = {
  NONE: 'Not run since the agent started.',
  STARTING: 'Accepted; not running yet.',
  RUNNING: 'Running.',
  STOPPING: 'Stopping, after a stop or an abort.',
  SUCCEEDED: 'Ended with success.',
  FAILED: 'Ended without success.',
  EXPIRED: 'No longer reported by its agent.',
  DEGRADED: 'Running, but unable to do its work.',
};

export const OpCodeEnum = builder.enumType('OpCode', {
  description:
    'One value that combines the fields `status`, `success` and `degraded`. Agents send it in their heartbeats, ' +
    'once a second.',
  values: Object.fromEntries(
    Object.entries(OP_CODES).map(([name, value]) => [
      name,
      { value, description: OP_CODE_DESCRIPTIONS[name as OpCodeName] },
    ]),
  ) as { [K in OpCodeName]: { value: (typeof OP_CODES)[K]; description: string } },
});

const SessionMessageRef = builder.objectRef<readonly [number, string]>('SessionMessage').implement({
  description: 'A message that an operation wrote into its session.',
  fields: (t) => ({
    time: t.field({
      type: 'DateTime',
      description: 'When it was written (clock of the agent).',
      resolve: ([time]) => toDate(time),
    }),
    text: t.string({ description: 'The text of the message.', resolve: ([, text]) => text }),
  }),
});

export const OperationSessionRef = builder.objectRef<SlotSession>('OperationSession').implement({
  interfaces: [NodeRef],
  description: 'The OCS session of one execution of an operation on one slot.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique, also across restarts of agents.',
      resolve: ({ slot, record }, _args, { core }) => idOf(core, 'OperationSession', slot.address, record.id),
    }),
    sessionId: t.int({
      description:
        'The number of the session at its agent. The numbers begin at 0 again when the agent restarts.',
      resolve: ({ record }) => record.session.session_id,
    }),
    operation: t.string({
      description: 'Name of the operation.',
      resolve: ({ record }) => record.session.op_name,
    }),
    status: t.field({
      type: SessionStatusEnum,
      description: 'Its status.',
      resolve: ({ record }) => record.session.status,
    }),
    opCode: t.field({
      type: OpCodeEnum,
      description: 'One value that combines the fields `status`, `success` and `degraded`.',
      resolve: ({ record }) => record.session.op_code,
    }),
    success: t.boolean({
      nullable: true,
      description: 'Whether it ended with success; null before its end.',
      resolve: ({ record }) => record.session.success,
    }),
    degraded: t.boolean({
      description: 'True while the operation runs but cannot do its work.',
      resolve: ({ record }) => record.session.degraded,
    }),
    startTime: t.field({
      type: 'DateTime',
      description: 'When it began (clock of the agent).',
      resolve: ({ record }) => toDate(record.session.start_time),
    }),
    endTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it ended (clock of the agent); null before its end.',
      resolve: ({ record }) => (record.session.end_time === null ? null : toDate(record.session.end_time)),
    }),
    refreshedAt: t.field({
      type: 'DateTime',
      description: 'When the server last read the session from the agent. All fields are from this time.',
      resolve: ({ record }) => record.refreshedAt,
    }),
    evicted: t.boolean({
      description:
        'True if the agent no longer has this session. The fields then show the last copy that the server has.',
      resolve: ({ record }) => record.evicted,
    }),
    data: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The session data. With `path`, the value at that pointer, or null if there is none. Also null if the ' +
        'data of an old run were dropped to save memory.',
      args: {
        path: t.arg.string({
          description: 'An RFC 6901 pointer, such as /quantiles/white_noise_level/values/0.',
        }),
      },
      resolve: ({ record }, { path }) => {
        try {
          return resolvePointer(record.session.data, path ?? '');
        } catch (error) {
          if (error instanceof JsonPointerError) throw new RequestError('BAD_USER_INPUT', error.message);
          throw error;
        }
      },
    }),
    messages: t.field({
      type: [SessionMessageRef],
      description: 'The messages of the session, oldest first.',
      args: {
        last: t.arg.int({
          description: 'Only the newest messages, at most this many. Defaults to all messages.',
        }),
      },
      resolve: ({ record }, { last }) => {
        const { messages } = record.session;
        return last == null ? messages : messages.slice(Math.max(0, messages.length - Math.max(0, last)));
      },
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot that it ran on.',
      resolve: ({ slot }) => slot,
    }),
  }),
});

/** OCS reports times in seconds since 1970. */
function toDate(seconds: number): Date {
  return new Date(seconds * 1000);
}
