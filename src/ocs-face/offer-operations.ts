import { isDeepStrictEqual } from 'node:util';
import type { Core } from '../core/core.js';
import type { Slot, SlotApi } from '../core/slots/slot.js';
import type { Logger } from '../lib/logger.js';
import type { Closable } from '../lib/topic.js';
import type { MinPrivs } from '../ocs/access/cred-level.js';
import type { Agent } from '../ocs/agent/agent.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import type { SlotOperation, SlotOperations } from './slot-operation.js';

const HIDES_OWN = [
  '',
  'The slots have an operation with this name, so the MultiSmurf task with this name cannot be used.',
].join('\n');

/**
 * Registers our own tasks and the operations of the slots, now and after each change. An operation that no slot has any
 * more stays registered; a start is then rejected. If an operation of the slots has the same name as one of our tasks,
 * the operation of the slots is used, and the log, the docstring and the problems of the slot report that.
 * @param onOffered called after each change
 */
export function offerOperations(
  agent: Pick<Agent, 'registerTask' | 'registerProcess' | 'session'>,
  operations: Pick<SlotOperations, 'define'>,
  { registry, events, profile }: Pick<Core, 'registry' | 'events' | 'profile'>,
  own: ReadonlyMap<string, TaskDefinition>,
  logger: Logger,
  onOffered: () => void = () => {},
): Closable {
  const offered = new Map<string, SlotOperation>();
  /** The last known operations of each slot. Slots change often, but their operations almost never. */
  const seen = new Map<string, SlotApi['operations']>();
  /** The operations that all slots have had so far; null if slots differ. */
  let common: SlotApi['operations'] | null | undefined;

  /** True if the operations of the slot may change what is offered. */
  function isNews({ address, api }: Slot): boolean {
    if (api === null || seen.get(address) === api.operations) return false;
    seen.set(address, api.operations);
    if (common === api.operations) return false;
    common = common === undefined ? api.operations : null;
    return true;
  }

  function offer(): void {
    for (const operation of operationsOf(registry.slots, profile)) {
      const { name, type } = operation;
      const before = offered.get(name);
      if (name === 'monitor' || isDeepStrictEqual(before, operation)) continue;
      const session = agent.session(name);
      if (session && session.status !== 'done' && before?.type !== type) {
        // The open session has the old type: wait for its end.
        void session.ended.then(offer);
        continue;
      }
      const { stop, abort, ...defined } = operations.define(operation);
      const isHiding = own.has(name);
      if (isHiding && !before)
        logger.warn(
          { operation: name },
          'the slots have an operation with this name, so the MultiSmurf task cannot be used',
        );
      const definition = isHiding ? { ...defined, docstring: `${defined.docstring}\n${HIDES_OWN}` } : defined;
      if (type === 'process') agent.registerProcess(name, { ...definition, stop });
      else agent.registerTask(name, { ...definition, abort });
      offered.set(name, operation);
    }
    onOffered();
  }

  for (const [name, task] of own) agent.registerTask(name, task);
  for (const slot of registry.slots) isNews(slot);
  offer();
  return events.slots.listen(({ slot }) => {
    if (isNews(slot)) offer();
  });
}

/**
 * If slots differ, type and docstring are those of the first slot, and the required level is the highest. An operation
 * is abortable if any slot can abort it.
 */
function operationsOf(slots: readonly Slot[], profile: Core['profile']): SlotOperation[] {
  const all = new Map<string, SlotOperation>();
  // Agents of one version share them, so for many slots only a few are different.
  const different = new Set(slots.flatMap(({ api }) => api?.operations ?? []));
  for (const operations of different) {
    for (const [name, info] of operations) {
      const { op_type, docstring, min_privs } = info;
      const known = all.get(name);
      const minPrivs = Math.min(4, Math.max(min_privs, known?.minPrivs ?? 1)) as MinPrivs;
      const type = known?.type ?? op_type;
      const ends = profile.interrupt(name, info, 'ABORT').how !== 'impossible';
      const abortable = ends || known?.abortable === true;
      all.set(name, { name, type, docstring: known?.docstring ?? docstring, minPrivs, abortable });
    }
  }
  return [...all.values()];
}
