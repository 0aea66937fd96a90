import { randomUUID } from 'node:crypto';
import { type ErrorCode, RequestError } from '../errors.js';
import { heldText } from '../grants/grant-text.js';
import type { Grants } from '../grants/grants.js';
import type { AgentProfile } from '../slots/agent-profile.js';
import type { Slot } from '../slots/slot.js';
import type { SlotMarks } from '../slots/slot-marks.js';
import { withoutForbidden } from './allowed.js';
import { checkParams } from './check-params.js';
import { resolveSteps } from './new-run.js';
import type { PasswordFor } from './passwords.js';
import type { Run, SkipCode, SkippedSlot } from './run.js';
import type { StartRequest } from './run-request.js';
import { obstacleToNamed, type SlotTarget, slotsOf } from './selection.js';
import { targetsOf } from './slot-params.js';

export type BlockerCode =
  | SkipCode
  | 'UNKNOWN_OPERATION'
  | 'UNKNOWN_PARAMETER'
  | 'ALREADY_RUNNING'
  | 'LOCK_HELD'
  | 'MISSING_PRIVILEGE'
  | 'EXCLUSIVE_GRANT';

/** A reason why the planned operation might fail on a slot, or might not start, known without asking the agent. */
export interface Blocker {
  readonly code: BlockerCode;
  /** A sentence for users. */
  readonly message: string;
}

export interface PlannedSlot extends SlotTarget {
  readonly blockers: readonly Blocker[];
}

/** Why a start request is rejected as a whole. */
export const REJECTION_CODES = [
  'NOTHING_SELECTED',
  'SLOTS_REQUIRED',
  'UNKNOWN_STREAM_ID',
  'AMBIGUOUS_NAME',
  'EXPIRED_INSTANCE',
  'OUT_OF_SERVICE',
  'UNACKNOWLEDGED',
  'NO_LIVE_INSTANCE',
  'UNKNOWN_OPERATION',
  'TOO_FEW_SLOTS',
  'NOT_CONNECTED',
  'NOT_READY',
  'GRANT_REFUSED',
  'FORBIDDEN',
] as const satisfies readonly ErrorCode[];

export type RejectionCode = (typeof REJECTION_CODES)[number];

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
}

/** What a run would do now. Nothing is started or stored. */
export interface RunPlan extends Pick<Run, 'maxConcurrency' | 'batches' | 'maxErrors'> {
  readonly id: string;
  readonly operation: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly slots: readonly PlannedSlot[];
  readonly skipped: readonly SkippedSlot[];
  /** Why the run would be rejected; null if it would begin. */
  readonly rejection: Rejection | null;
}

export interface PlanContext {
  readonly slots: readonly Slot[];
  readonly marks: Pick<SlotMarks, 'outOfService' | 'unresolved'>;
  readonly profile: Pick<AgentProfile, 'runningBeside'>;
  readonly passwordFor: PasswordFor;
  readonly grants: Pick<Grants, 'all' | 'blocking'>;
  /** Throws the error that a start would throw. */
  readonly check: (request: StartRequest) => void;
}

/** Reports the blockers of every slot, instead of rejecting the request because of the first blocked slot. */
export function planRun(request: StartRequest, context: PlanContext): RunPlan {
  const { operation, params } = request;
  const meant = slotsOf(context.slots, request, context.marks);
  const { chosen, skipped } = withoutForbidden(context.slots, meant, request);
  return {
    id: randomUUID(),
    ...{ operation, params, skipped },
    ...resolveSteps(request, chosen.length),
    slots: targetsOf(context.slots, chosen, request).map((target) => ({
      ...target,
      blockers: blockersOf(target, request, context),
    })),
    rejection: rejectionOf(request, context),
  };
}

function rejectionOf(request: StartRequest, { check, grants }: PlanContext): Rejection | null {
  try {
    check(request);
    const held = grants.all?.find(({ name }) => name === request.exclusive?.grant);
    return held ? { code: 'GRANT_REFUSED', message: heldText(held) } : null;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const code = REJECTION_CODES.find((known) => known === error.code);
    if (code === undefined) throw error;
    return { code, message: error.message };
  }
}

function blockersOf(
  { slot, params: slotOnly }: SlotTarget,
  request: StartRequest,
  context: PlanContext,
): Blocker[] {
  const { operation, params, force } = request;
  const { slots, marks } = context;
  const obstacle = obstacleToNamed(slot, slots, marks, force);
  const blockers: Blocker[] = obstacle ? [{ code: obstacle.code, message: obstacle.reason }] : [];
  const info = slot.api?.operations.get(operation);
  if (slot.api && !info) {
    const message = `The slot has no operation "${operation}".`;
    return [...blockers, { code: 'UNKNOWN_OPERATION', message }];
  }
  const complaint = checkParams({ ...params, ...slotOnly }, info?.docstring ?? null);
  if (complaint !== null) blockers.push({ code: 'UNKNOWN_PARAMETER', message: complaint });
  return [...blockers, ...running(slot, operation, context), ...privileges(slot, request, context)];
}

function running(slot: Slot, operation: string, { profile }: PlanContext): Blocker[] {
  if (slot.expired) return [];
  const { isRunning, others } = profile.runningBeside(slot, operation);
  const blockers: Blocker[] = [];
  if (isRunning) blockers.push({ code: 'ALREADY_RUNNING', message: `${operation} is already running.` });
  if (others.length > 0) {
    const verb = others.length === 1 ? 'is' : 'are';
    const message = `${others.join(' and ')} ${verb} running on this slot, and may hold its lock: then ${operation} fails.`;
    blockers.push({ code: 'LOCK_HELD', message });
  }
  return blockers;
}

/**
 * Without a password a caller has level 1. Without an access director, only the agent knows the level of a password.
 */
function privileges(slot: Slot, request: StartRequest, { passwordFor, grants }: PlanContext): Blocker[] {
  const { operation } = request;
  const level = slot.api?.operations.get(operation)?.min_privs ?? 1;
  if (!slot.api?.accessControlled) return [];
  const password = (request.password === undefined ? passwordFor(slot, operation) : request.password) ?? null;
  const blocking = grants.blocking(slot, level, password, request.exclusive?.grant ?? null);
  if (blocking.length > 0) {
    const message = `The agent would refuse ${operation}. ${blocking.map(heldText).join(' ')}`;
    return [{ code: 'EXCLUSIVE_GRANT', message }];
  }
  if (password || level <= 1) return [];
  const message = `${operation} requires access level ${level}, and MultiSmurf has no password for it.`;
  return [{ code: 'MISSING_PRIVILEGE', message }];
}
