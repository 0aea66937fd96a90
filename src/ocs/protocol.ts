import { z } from 'zod';
import { isUri } from '../lib/wamp-uri.js';

/**
 * The wire format of OCS, as in ocs 0.12. Every type is created by a guard, so a value with one of these types was
 * checked when it was received.
 */

/** Status, success and degraded of an operation in one number, in heartbeats and sessions. */
export const OP_CODES = {
  NONE: 1,
  STARTING: 2,
  RUNNING: 3,
  STOPPING: 4,
  SUCCEEDED: 5,
  FAILED: 6,
  EXPIRED: 7,
  DEGRADED: 8,
} as const;
export type OpCodeName = keyof typeof OP_CODES;
export type OpCode = (typeof OP_CODES)[OpCodeName];

const opCode = z.literal(Object.values(OP_CODES));
const KNOWN_CODES: ReadonlySet<number> = new Set(Object.values(OP_CODES));

/** The first element of an agent's answer to a request on `.ops`. */
export const REPLY_CODES = { OK: 0, ERROR: -1, TIMEOUT: 1 } as const;

export const SESSION_STATUSES = ['starting', 'running', 'stopping', 'done'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Limits for one agent; real agents use a tenth of it. */
const MAX_OPERATIONS = 500;
const MAX_FEEDS = 200;
const MAX_NAME_LENGTH = 200;
/** Maximum number of messages of a session; the same as in OCS. */
const MAX_MESSAGES = 10_000;

/** Numbers in the range of GraphQL's Int. */
const count = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** The maximum time of a JavaScript Date, in UNIX seconds. */
const MAX_SECONDS = 8.64e12;
const timestamp = z.number().min(-MAX_SECONDS).max(MAX_SECONDS);
/** Any number, including NaN and infinities, or null, which replaces them in JSON. */
const roughTime = z.custom<number | null>((value) => typeof value === 'number' || value === null);

function timeOr(rough: number | null, fallback: number): number {
  return timestamp.safeParse(rough).data ?? fallback;
}

const newestMessages = z.preprocess(
  (value) => (Array.isArray(value) ? value.slice(-MAX_MESSAGES) : value),
  z.array(z.tuple([roughTime, z.string()])),
);

const wireSession = z.looseObject({
  /** Counts from 0 since the start of the agent, over all its operations. */
  session_id: count,
  op_name: z.string(),
  op_code: opCode,
  /** Credential level that the session was started with; absent before ocs 0.12. */
  cred_level: z.number().optional(),
  status: z.enum(SESSION_STATUSES),
  degraded: z.boolean().default(false),
  /** Null until done. */
  success: z.boolean().nullable(),
  start_time: timestamp,
  end_time: roughTime,
  /** The data of the operation: normally an object. */
  data: z.unknown(),
  /** Pairs of time and text, oldest first. */
  messages: newestMessages,
});

/**
 * One execution of an operation on one agent, encoded like `OpSession.encoded()`. Times are UNIX seconds. If the time of
 * an end or of a message is invalid, the start time is used.
 */
export const encodedSession = wireSession.transform((session) => ({
  ...session,
  end_time: session.end_time === null ? null : timeOr(session.end_time, session.start_time),
  messages: session.messages.map(([time, text]): [number, string] => [
    timeOr(time, session.start_time),
    text,
  ]),
}));
export type EncodedSession = z.infer<typeof encodedSession>;

/** If there is no session, it is `{}` in a reply and `{op_name, status: 'no_history'}` in get_api. */
const noSession = z
  .union([z.strictObject({}), z.looseObject({ status: z.literal('no_history') })])
  .transform(() => null);

const sessionOrNone = z.union([noSession, encodedSession]);

/** An agent's answer to start, stop, abort, wait and status. */
export const opsReply = z
  .tuple([z.literal(Object.values(REPLY_CODES)), z.string(), sessionOrNone])
  .transform(([code, message, session]) => ({ code, message, session }));
export type OpsReply = z.infer<typeof opsReply>;

const operationInfo = z.looseObject({
  op_type: z.enum(['task', 'process']),
  blocking: z.boolean().nullable().default(null),
  /** Tasks only. */
  abortable: z.boolean().optional(),
  docstring: z.string().nullable().default(null),
  /** Credential level that is required to start it: 1 to 4; absent before ocs 0.12. */
  min_privs: count.default(1),
});
export type OperationInfo = z.infer<typeof operationInfo>;

const operationName = z.string().max(MAX_NAME_LENGTH);
const operationEntry = z.tuple([operationName, z.unknown(), operationInfo]);

/** An operation in get_api; `session` is null if there was none since the start of the agent. */
export interface OperationEntry {
  readonly name: string;
  readonly session: EncodedSession | null;
  readonly info: OperationInfo;
}

/** Part of every message of a feed. */
export const feedInfo = z.object({
  agent_address: z.string(),
  agent_class: z.string().nullable(),
  feed_name: z.string(),
  address: z.string(),
  /** The agent's start: `str(time.time())` in Python. A change means that the agent restarted. */
  session_id: z.string(),
  record: z.boolean().optional(),
  agg_params: z.record(z.string(), z.unknown()).optional(),
  /** Our own addition, ignored by OCS clients: true for a simulated agent. */
  simulated: z.boolean().optional().catch(undefined),
});
export type FeedInfo = z.infer<typeof feedInfo>;

const agentApi = z.looseObject({
  agent_class: z.string().nullable(),
  instance_hostname: z.string().nullable().default(null),
  instance_pid: count.nullable().catch(null),
  feeds: z.array(z.unknown()).default([]),
  processes: z.array(z.unknown()),
  tasks: z.array(z.unknown()),
  access_control: z.looseObject({}).nullable().default(null),
});

/** The name of a feed must be valid as the last part of a topic. */
const feedEntry = z.tuple([
  z
    .string()
    .max(MAX_NAME_LENGTH, { abort: true })
    .refine(isUri, { error: ({ input }) => `"${input}" cannot be used in the name of a topic` }),
  z.looseObject({}),
]);

/** The answer to `get_api`: the agent, its operations and feeds, and its latest sessions. */
export interface AgentApi {
  readonly agentClass: string | null;
  readonly hostname: string | null;
  readonly pid: number | null;
  readonly feeds: readonly string[];
  /** Tasks and processes. */
  readonly operations: readonly OperationEntry[];
  /** Null if the agent has no access control (before ocs 0.12): it then rejects a password argument. */
  readonly accessControl: Readonly<Record<string, unknown>> | null;
  /** Messages about feeds, operations and sessions that were ignored because they are malformed or too many. */
  readonly problems: readonly string[];
}

/** A message of any feed: one argument, the pair of message and feed_info. */
export const feedMessage = z
  .tuple([z.tuple([z.unknown(), feedInfo])])
  .transform(([[message, info]]) => ({ message, info }));
export type FeedMessage = z.infer<typeof feedMessage>;

/** The message of the heartbeat feed: an op code for each operation. */
const heartbeatCodes = z
  .record(z.string(), z.number().int())
  .transform((codes) => Object.fromEntries(Object.entries(codes).filter(isKept).slice(0, MAX_OPERATIONS)));
export type HeartbeatCodes = Readonly<Record<string, OpCode>>;

/** Unknown codes of a later OCS version are ignored, so that the rest of the heartbeat is still used. */
function isKept(entry: [string, number]): entry is [string, OpCode] {
  return entry[0].length <= MAX_NAME_LENGTH && KNOWN_CODES.has(entry[1]);
}

export interface Heartbeat {
  readonly opCodes: HeartbeatCodes;
  readonly info: FeedInfo;
}

/** A received value does not conform to OCS; the message reports where and why. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** Checks `value`, or throws a {@link ProtocolError}; `what` is the expected kind of value, for the message. */
export function guard<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`);
  throw new ProtocolError(`expected ${what} in the format of OCS, but: ${problems.join('; ')}`);
}

/** @throws {ProtocolError} */
export function parseHeartbeat(args: readonly unknown[]): Heartbeat {
  const { message, info } = guard(feedMessage, args, 'a feed message');
  return { opCodes: guard(heartbeatCodes, message, 'a heartbeat'), info };
}

/**
 * A malformed feed, operation or session is ignored and reported in `problems`; the others are still used.
 * @throws {ProtocolError} if the value as a whole is not an answer to get_api
 */
export function parseAgentApi(value: unknown): AgentApi {
  const api = guard(agentApi, value, 'an answer to get_api');
  const problems: string[] = [];
  const operations: OperationEntry[] = [];
  const orProblem = <T>(parse: () => T): T | null => {
    try {
      return parse();
    } catch (error) {
      problems.push((error as Error).message);
      return null;
    }
  };
  const bounded = <T>(elements: readonly T[], most: number, what: string): readonly T[] => {
    if (elements.length > most) problems.push(`${elements.length} ${what}: only the first ${most} are used`);
    return elements.slice(0, most);
  };
  for (const element of bounded([...api.tasks, ...api.processes], MAX_OPERATIONS, 'operations')) {
    const entry = orProblem(() => guard(operationEntry, element, 'an operation'));
    if (entry === null) continue;
    const [name, wire, info] = entry;
    const session = orProblem(() => guard(sessionOrNone, wire, `a session of ${name}`));
    operations.push({ name, session, info });
  }
  const feeds = bounded(api.feeds, MAX_FEEDS, 'feeds').flatMap(
    (element) => orProblem(() => guard(feedEntry, element, 'a feed'))?.[0] ?? [],
  );
  return {
    agentClass: api.agent_class,
    hostname: api.instance_hostname,
    pid: api.instance_pid,
    feeds,
    operations,
    accessControl: api.access_control,
    problems,
  };
}

/** Session data as an object; empty if the data are not an object. */
export function sessionData(session: EncodedSession): Readonly<Record<string, unknown>> {
  const { data } = session;
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? (data as Record<string, unknown>)
    : {};
}

export function opCodeName(code: OpCode): OpCodeName {
  const [name] = Object.entries(OP_CODES).find(([, value]) => value === code) ?? ['NONE'];
  return name as OpCodeName;
}

/** True for the codes of an operation that is starting, running or stopping. */
export function isActive(code: OpCode): boolean {
  return (
    code === OP_CODES.STARTING ||
    code === OP_CODES.RUNNING ||
    code === OP_CODES.STOPPING ||
    code === OP_CODES.DEGRADED
  );
}
