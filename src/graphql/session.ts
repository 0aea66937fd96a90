import { RequestError } from '../core/errors.js';
import type { ManagedSmurfInstance } from '../core/instance.js';
import type { SessionRecord } from '../core/session-record.js';
import { JsonPointerError, resolvePointer } from '../lib/json-pointer.js';
import { OP_CODES, type OpCodeName } from '../ocs/protocol.js';
import { builder } from './builder.js';
import { SmurfInstanceRef } from './refs.js';

/** A session and the instance that it belongs to. */
export interface InstanceSession {
  readonly instance: ManagedSmurfInstance;
  readonly record: SessionRecord;
}

export const SessionStatusEnum = builder.enumType('SessionStatus', {
  description: 'How far a session has come.',
  values: {
    STARTING: { value: 'starting', description: 'Accepted; the operation has not begun.' },
    RUNNING: { value: 'running', description: 'The operation is doing what it is for.' },
    STOPPING: { value: 'stopping', description: 'A stop was asked for and the operation has taken note.' },
    DONE: { value: 'done', description: 'Ended; `success` tells how.' },
  } as const,
});

const OP_CODE_DESCRIPTIONS: Record<OpCodeName, string> = {
  NONE: 'Never run since the agent started.',
  STARTING: 'Accepted, not begun.',
  RUNNING: 'Running.',
  STOPPING: 'Asked to stop.',
  SUCCEEDED: 'Ended with success.',
  FAILED: 'Ended without success.',
  EXPIRED: 'No longer told by its agent.',
  DEGRADED: 'Running, but unable to do what it is for.',
};

export const OpCodeEnum = builder.enumType('OpCode', {
  description: "Status, success and degraded in one word, as an agent's heartbeat tells them every second.",
  values: Object.fromEntries(
    Object.entries(OP_CODES).map(([name, value]) => [
      name,
      { value, description: OP_CODE_DESCRIPTIONS[name as OpCodeName] },
    ]),
  ) as { [K in OpCodeName]: { value: (typeof OP_CODES)[K]; description: string } },
});

const SessionMessageRef = builder.objectRef<readonly [number, string]>('SessionMessage').implement({
  description: 'A line that an operation wrote into its session.',
  fields: (t) => ({
    time: t.field({
      type: 'DateTime',
      description: 'When it was written.',
      resolve: ([time]) => toDate(time),
    }),
    text: t.string({ description: 'The line itself.', resolve: ([, text]) => text }),
  }),
});

export const OperationSessionRef = builder.objectRef<InstanceSession>('OperationSession').implement({
  description: 'One execution of an operation on one slot: the record that OCS keeps of it.',
  fields: (t) => ({
    id: t.id({
      description: 'Unique over slots, operations and restarts of agents: another session, another id.',
      resolve: ({ record }) => record.id,
    }),
    sessionId: t.int({
      description: "The agent's own number for it, which begins at 0 again when the agent restarts.",
      resolve: ({ record }) => record.session.session_id,
    }),
    operation: t.string({
      description: 'Name of the operation.',
      resolve: ({ record }) => record.session.op_name,
    }),
    status: t.field({
      type: SessionStatusEnum,
      description: 'How far it has come.',
      resolve: ({ record }) => record.session.status,
    }),
    opCode: t.field({
      type: OpCodeEnum,
      description: 'Status, success and degraded in one word.',
      resolve: ({ record }) => record.session.op_code,
    }),
    success: t.boolean({
      nullable: true,
      description: 'Whether it ended well; null while it runs.',
      resolve: ({ record }) => record.session.success,
    }),
    degraded: t.boolean({
      description: 'True while it runs but cannot do what it is for.',
      resolve: ({ record }) => record.session.degraded,
    }),
    startTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When it began, by the agent's clock.",
      resolve: ({ record }) => toDate(record.session.start_time),
    }),
    endTime: t.field({
      type: 'DateTime',
      nullable: true,
      description: "When it ended, by the agent's clock; null while it runs.",
      resolve: ({ record }) => (record.session.end_time === null ? null : toDate(record.session.end_time)),
    }),
    refreshedAt: t.field({
      type: 'DateTime',
      description: 'When we last read it from the agent: what is shown is true as of then.',
      resolve: ({ record }) => record.refreshedAt,
    }),
    evicted: t.boolean({
      description: 'True when the agent no longer has this session and our last copy is all that is left.',
      resolve: ({ record }) => record.evicted,
    }),
    data: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What the operation has to tell; with a path, the part there, or null if there is none.',
      args: {
        path: t.arg.string({ description: 'An RFC 6901 pointer, such as /noise/band_medians/0.' }),
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
      description: 'What it wrote, oldest first.',
      args: { last: t.arg.int({ description: 'Only so many of the newest.' }) },
      resolve: ({ record }, { last }) => {
        const { messages } = record.session;
        return last == null ? messages : messages.slice(Math.max(0, messages.length - Math.max(0, last)));
      },
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      nullable: true,
      description: 'The slot that it ran on.',
      resolve: ({ instance }) => instance,
    }),
  }),
});

/** OCS tells time in seconds since 1970. */
export function toDate(seconds: number): Date {
  return new Date(seconds * 1000);
}
