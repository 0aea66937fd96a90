import type { Run, RunSlot } from '../../src/core/runs/run.js';
import { type SessionRecord, sessionKey } from '../../src/core/slots/session-record.js';
import type { Slot } from '../../src/core/slots/slot.js';
import { createSlotMarks, type SlotMarks } from '../../src/core/slots/slot-marks.js';
import { type EncodedSession, OP_CODES, type OperationInfo } from '../../src/ocs/protocol.js';

/** A slot that lives and has confirmed that it is `ufm_mvN`, unless `change` says otherwise. */
export function slot(number: number, change: Partial<Slot> = {}): Slot {
  const instanceId = `pysmurf-controller-s${number}`;
  return {
    revision: 1,
    id: `id-of-${instanceId}`,
    address: `observatory.${instanceId}`,
    instanceId,
    groups: [],
    agentClass: 'PysmurfController',
    streamId: `ufm_mv${number}`,
    streamIdConfirmed: true,
    streamIdSince: new Date(),
    expired: false,
    awaited: false,
    lastRefresh: new Date(),
    agentStart: '1700000000.5',
    simulated: false,
    api: api('take_noise', 'stream'),
    opCodes: new Map(),
    degraded: new Map(),
    sessions: new Map(),
    staleSince: null,
    readProblems: [],
    ...change,
  };
}

/** An acknowledgement by an unknown user. */
export const SEEN = { at: new Date(), by: null } as const;

/** Marks that are kept in memory. */
export function slotMarks(): SlotMarks {
  return createSlotMarks({
    store: null,
    kept: { outOfService: new Map(), unresolved: [] },
    onError(error) {
      throw error;
    },
  });
}

export function api(...operations: string[]): Slot['api'] {
  const info = (name: string): OperationInfo => ({
    op_type: name === 'stream' ? 'process' : 'task',
    blocking: true,
    docstring: null,
    min_privs: 1,
  });
  return {
    hostname: 'daq',
    pid: 1,
    accessControlled: false,
    feeds: ['state_results'],
    operations: new Map(operations.map((name) => [name, info(name)])),
  };
}

/** A finished session of take_noise, unless `change` says otherwise. */
export function session(change: Partial<EncodedSession> = {}): EncodedSession {
  return {
    session_id: 3,
    op_name: 'take_noise',
    op_code: OP_CODES.SUCCEEDED,
    status: 'done',
    degraded: false,
    success: true,
    start_time: 1_700_000_100.25,
    end_time: 1_700_000_130.75,
    data: {},
    messages: [],
    ...change,
  };
}

export function record(told: EncodedSession, change: Partial<SessionRecord> = {}): SessionRecord {
  const id = sessionKey('observatory.pysmurf-controller-s2', '1700000000.5', told);
  return { id, session: told, refreshedAt: new Date(), evicted: false, ...change };
}

/** An open run, with one slot of each status. */
export function run(statuses: readonly RunSlot['status'][], change: Partial<Run> = {}): Run {
  return {
    id: 'a-run',
    revision: 1,
    driver: null,
    timeoutSeconds: 60,
    cancelledAt: null,
    heldBy: null,
    exclusiveGrant: null,
    action: 'RUN',
    operation: 'take_noise',
    params: {},
    ...{ requestedBy: null, isRequesterVerified: false },
    via: 'GRAPHQL',
    maxConcurrency: null,
    batches: null,
    maxErrors: null,
    pausedAt: null,
    settleSeconds: 0,
    minSlots: null,
    note: null,
    labels: [],
    annotated: null,
    retryOf: null,
    requestId: null,
    requestDigest: null,
    status: 'RUNNING',
    startTime: new Date(),
    endTime: null,
    slots: statuses.map((status, index) => runSlot(status, index + 2)),
    skipped: [],
    ...change,
  };
}

/** A slot of a run, which has been sent its start unless it is PENDING. */
export function runSlot(status: RunSlot['status'], number = 2, change: Partial<RunSlot> = {}): RunSlot {
  const { address, instanceId, streamId, agentStart } = slot(number);
  const isSent = status !== 'PENDING';
  return {
    ...{ address, instanceId, streamId, status },
    params: null,
    isTagged: false,
    inferred: false,
    message: null,
    record: null,
    acceptedAt: null,
    sentAt: isSent ? new Date(1_700_000_100_000) : null,
    agentStart: isSent ? agentStart : null,
    sessionBefore: null,
    reportsReady: false,
    stopAcceptedAt: null,
    mayReturn: false,
    passed: false,
    ...change,
  };
}
