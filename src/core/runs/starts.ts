import { randomUUID } from 'node:crypto';
import type { WampConnection } from '../../wamp/types.js';
import { RequestError } from '../errors.js';
import type { GrantHolder } from '../grants/grant-holder.js';
import type { Grants } from '../grants/grants.js';
import type { Holding } from '../grants/holding.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';
import { requireAllowedOperation, withinAllowed } from './allowed.js';
import type { Executions } from './executions.js';
import { newRun } from './new-run.js';
import type { PasswordFor } from './passwords.js';
import type { Peers } from './peers.js';
import { planRun, type RunPlan } from './plan-run.js';
import { createRequestIds } from './request-ids.js';
import { requireNetwork } from './require-network.js';
import type { Run } from './run.js';
import type { StartRequest } from './run-request.js';
import type { RequestKey, RunStore } from './run-store.js';
import { requireEnough, requireSlots, type Selection, selectForRun } from './selection.js';
import type { RunTools } from './slot-lane.js';
import { requireSlotParams, targetsOf } from './slot-params.js';
import type { StopOrders } from './stop-orders.js';

export interface StartsOptions {
  readonly tools: Pick<RunTools, 'marks' | 'profile' | 'clock'>;
  readonly connection: WampConnection;
  readonly registry: Registry;
  readonly store: Pick<RunStore, 'create'>;
  readonly executions: Pick<Executions, 'begin'>;
  readonly stopOrders: Pick<StopOrders, 'stoppedSince'>;
  readonly peers: Pick<Peers, 'driver'>;
  readonly grants: Grants;
  readonly grantHolder: Pick<GrantHolder, 'hold' | 'requireDirector'>;
  /** If true, a start must name its slots or use the name `all`. */
  readonly explicitSlots: boolean;
  /** The server's passwords for slots. */
  readonly passwordFor: PasswordFor;
  /** The configured timeout of an operation, in seconds. */
  readonly timeoutFor: (operation: string, type: 'task' | 'process') => number;
  /** The run of a request id; undefined if there is none. */
  readonly ofRequest: (key: RequestKey) => Promise<Run | undefined>;
}

/** Checks the start requests, and begins their runs. */
export interface Starts {
  /** The slots that the run would command now. @throws {RequestError} */
  check(request: StartRequest): readonly Slot[];
  /** What the run would do now, with its blockers. */
  plan(request: StartRequest): RunPlan;
  /**
   * @param orders number of stops and aborts at the time of the request: operations that were stopped since then are
   *   not started
   * @param signal nothing is started if it aborts while the request waits for its exclusive grant
   * @throws {RequestError} before anything starts
   */
  start(request: StartRequest, orders: number, signal: AbortSignal): Promise<Run>;
}

export function createStarts(options: StartsOptions): Starts {
  const { connection, registry, store, executions, stopOrders, peers } = options;
  const { explicitSlots, passwordFor, timeoutFor, ofRequest, grants, grantHolder } = options;
  const { marks, profile, clock } = options.tools;
  const requestIds = createRequestIds(ofRequest);

  function select(request: StartRequest): Selection {
    if (request.exclusive) grantHolder.requireDirector();
    if (explicitSlots) requireSlots(request);
    requireNetwork(connection, registry);
    requireAllowedOperation(request.operation, request.allowed);
    const found = selectForRun(registry.slots, request, marks);
    const selection = withinAllowed(registry.slots, found, request);
    requireSlotParams(registry.slots, selection, request);
    requireEnough(selection, request);
    return selection;
  }

  async function begin(
    request: StartRequest,
    orders: number,
    signal: AbortSignal,
    digest: string | null,
  ): Promise<Run> {
    const { exclusive, operation } = request;
    const id = randomUUID();
    const selection = select(request);
    if (!exclusive) return await beginAs(id, request, selection, orders, digest, null);
    const slots = selection.chosen;
    const holding = await grantHolder.hold(
      exclusive,
      { runId: id, operation, slots, request: request.trace },
      signal,
    );
    try {
      const now = withoutReturned(select(request), selection);
      const run = await beginAs(id, request, now, orders, digest, holding);
      if (run.id !== id) await holding.release();
      return run;
    } catch (error) {
      await holding.release();
      throw error;
    }
  }

  /** @param id the id of the new run */
  async function beginAs(
    id: string,
    request: StartRequest,
    { chosen, skipped }: Selection,
    orders: number,
    digest: string | null,
    holding: Holding | null,
  ): Promise<Run> {
    const { operation } = request;
    const type = chosen.find(({ api }) => api)?.api?.operations.get(operation)?.op_type ?? 'task';
    const run = newRun(clock.now(), {
      ...request,
      id,
      exclusiveGrant: request.exclusive?.grant ?? null,
      action: 'RUN',
      driver: peers.driver,
      requestDigest: digest,
      timeoutSeconds: request.timeoutSeconds ?? timeoutFor(operation, type),
      targets: targetsOf(registry.slots, chosen, request),
      skipped,
    });
    if (!(await store.create(run))) return await sameRequest(request);
    const addresses = chosen.map(({ address }) => address);
    const execution = executions.begin(run, {
      password: request.password,
      request: request.trace,
      holding,
      prepare(begun) {
        begun.cancelOn(stopOrders.stoppedSince(orders, null, addresses));
        begun.holdBack(stopOrders.stoppedSince(orders, operation, addresses));
      },
    });
    return execution.published;
  }

  /** Another server has received the same request at the same time. */
  async function sameRequest({ requestedBy: by, requestId: id }: StartRequest): Promise<Run> {
    const run = id === null ? undefined : await ofRequest({ by, id });
    if (run) return run;
    throw new Error('The store rejected the run and gave no reason. Repeat the request.');
  }

  return {
    check: (request) => select(request).chosen,
    plan: (request) =>
      planRun(request, { slots: registry.slots, marks, profile, passwordFor, grants, check: select }),
    async start(request, orders, signal) {
      const { requestId: id, requestedBy: by } = request;
      if (id === null) return begin(request, orders, signal, null);
      // The note and the labels can be edited: a retry of a run whose note was changed is still the same retry.
      const {
        isRequesterVerified: _verified,
        password: _secret,
        words: _words,
        note: _note,
        labels: _labels,
        allowed: _allowed,
        trace: _trace,
        exclusive,
        ...others
      } = request;
      // Without a grant, the digest is that of earlier versions.
      const wanted = exclusive ? { ...others, grant: exclusive.grant } : others;
      return requestIds.once({ by, id }, wanted, (digest) => begin(request, orders, signal, digest));
    },
  };
}

/**
 * The selection of a run on all slots, after its grant was acquired, without the slots that have come back meanwhile:
 * their agents do not know the grant.
 * @throws {RequestError} NO_LIVE_INSTANCE if no other slot is left
 */
function withoutReturned(now: Selection, before: Selection): Selection {
  const known = new Set(before.chosen.map(({ address }) => address));
  const chosen = now.chosen.filter(({ address }) => known.has(address));
  if (chosen.length === 0) {
    throw new RequestError(
      'NO_LIVE_INSTANCE',
      'The slots of this run have expired while its exclusive grant was acquired, so nothing was started.',
    );
  }
  const returned = new Set(now.chosen.map(({ address }) => address));
  const skipped = before.skipped.filter(({ address }) => returned.has(address));
  return { chosen, skipped: [...now.skipped, ...skipped] };
}
