import { SpanKind } from '@opentelemetry/api';
import type { Logger } from '../../lib/logger.js';
import { type RequestTrace, requestFields } from '../../lib/request-trace.js';
import { type OpenSpan, openSpan, traceIdOf } from '../../lib/tracing.js';
import { isOpen, nameOf, type Run } from './run.js';
import { reasonOf, runSummary } from './run-summary.js';
import type { SlotLane } from './slot-lane.js';

/** The spans and the log lines of a run that this server executes. */
export interface RunTrace {
  /** Each line has the ids of the run and of its request. */
  readonly logger: Logger;
  /** Does something on a slot, within a span of this slot. */
  onSlot(lane: SlotLane, act: () => Promise<void>): Promise<void>;
  /** Begins the span of a call to an agent, within that of its slot. */
  openCall(address: string, method: string, operation: string): OpenSpan;
  /** Ends the span of the run. Does nothing the second time. */
  end(run: Run): void;
}

export interface RunTraceOptions {
  readonly run: Run;
  /** The request that began the run; undefined if an earlier process received it, or another server. */
  readonly request: RequestTrace | undefined;
  /** True if an earlier process, or another server, began the run. */
  readonly isResumed: boolean;
  readonly logger: Logger;
}

export function beginRunTrace({ run, request, isResumed, logger }: RunTraceOptions): RunTrace {
  const { id, action, operation, via, slots } = run;
  const common = { 'multismurf.run.id': id, 'ocs.operation': operation };
  const span = openSpan(`${action.toLowerCase()} ${operation}`, {
    kind: SpanKind.INTERNAL,
    attributes: {
      ...common,
      'multismurf.run.action': action,
      'multismurf.run.via': via,
      'multismurf.run.slots': slots.length,
      'multismurf.run.continued': isResumed,
    },
    ...(request && { parent: request.span.context }),
  });
  const traceId = traceIdOf(span.context);
  /** By address. */
  const slotSpans = new Map<string, OpenSpan>();

  const slotAttributes = (address: string) => {
    const streamId = slots.find((slot) => slot.address === address)?.streamId;
    return { ...common, 'ocs.agent': address, ...(streamId && { 'multismurf.stream_id': streamId }) };
  };

  return {
    logger: logger.child({ run: id, ...requestFields(request), ...(traceId && { trace_id: traceId }) }),
    async onSlot(lane, act) {
      const slotSpan = openSpan(`slot ${nameOf(lane.now)}`, {
        kind: SpanKind.INTERNAL,
        attributes: slotAttributes(lane.address),
        parent: span.context,
      });
      slotSpans.set(lane.address, slotSpan);
      try {
        await act();
      } finally {
        const { now } = lane;
        slotSpan.set({ 'multismurf.slot.status': now.status });
        if (!isOpen(now) && now.status !== 'SUCCEEDED') slotSpan.fail(reasonOf(now) ?? now.status);
        slotSpan.end();
      }
    },
    openCall(address, method, ofCall) {
      const rpcMethod = `OCSAgent/${method}`;
      return openSpan(rpcMethod, {
        kind: SpanKind.CLIENT,
        attributes: {
          ...slotAttributes(address),
          'ocs.operation': ofCall,
          'rpc.system.name': 'wamp',
          'rpc.method': rpcMethod,
        },
        parent: (slotSpans.get(address) ?? span).context,
      });
    },
    end(last) {
      span.set({ 'multismurf.run.status': last.status });
      if (last.status === 'FAILED' || last.status === 'CANCELLED') span.fail(runSummary(last) ?? last.status);
      span.end();
    },
  };
}
