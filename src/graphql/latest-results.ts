import type { Distribution } from '../core/figures/distribution.js';
import { describeFigures } from '../core/figures/figures-of.js';
import { LEAST_OTHERS } from '../core/figures/outlier.js';
import type { SlotPast } from '../core/runs/history.js';
import { distributionsOf } from '../core/runs/run-figures.js';
import type { SlotResult } from '../core/runs/slot-result.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { requireOperations } from '../core/slots/offered-names.js';
import type { Slot } from '../core/slots/slot.js';
import { builder } from './builder.js';
import { FigureRef } from './figure.js';
import { listSlots } from './instance.js';
import { slotNameArgs } from './names.js';
import { idOf } from './node.js';
import { RunRef, SmurfInstanceRef } from './type-refs.js';

interface ResultOfSlot {
  readonly result: SlotResult;
  readonly past: () => Promise<SlotPast>;
  readonly slot: Slot;
  /** The distribution of each figure over the last results of all slots. */
  readonly amongSlots: ReadonlyMap<string, Distribution>;
}

const SlotResultRef = builder.objectRef<ResultOfSlot>('SlotResult').implement({
  description: 'The last success of an operation on one slot.',
  fields: (t) => ({
    id: t.id({
      description: 'Globally unique. Do not parse it.',
      resolve: ({ result: { runId, address } }, _args, { core }) => idOf(core, 'SlotResult', runId, address),
    }),
    instance: t.field({
      type: SmurfInstanceRef,
      description: 'The slot as it is now.',
      resolve: ({ slot }) => slot,
    }),
    operation: t.string({ description: 'Name of the operation.', resolve: ({ result }) => result.operation }),
    run: t.field({
      type: RunRef,
      nullable: true,
      description: 'The run that it belongs to; null if the run has just been dropped because of its age.',
      resolve: ({ result }, _args, { loaders }) => loaders.run.load(result.runId),
    }),
    startTime: t.field({
      type: 'DateTime',
      description: 'When the session began (clock of the agent).',
      resolve: ({ result }) => result.startTime,
    }),
    endTime: t.field({
      type: 'DateTime',
      description: 'When the session ended (clock of the agent).',
      resolve: ({ result }) => result.endTime,
    }),
    figures: t.field({
      type: [FigureRef],
      description:
        'What it measured, as numbers. They are kept as long as the run, also if the session data of the ' +
        'run were dropped (unlike `figures` of RunSlot).',
      resolve: ({ result: { operation, figures }, past, amongSlots }) =>
        describeFigures(operation, figures).map((figure) => ({
          figure,
          amongSlots: amongSlots.get(figure.name) ?? null,
          past,
        })),
    }),
  }),
});

builder.queryField('latestResults', (t) =>
  t.field({
    type: [SlotResultRef],
    description:
      'The last success of an operation on each slot, regardless of the run that it belongs to, sorted ' +
      'by instance id. Only runs of MultiSmurf count. A slot on which the operation has not succeeded ' +
      'yet is omitted.',
    args: {
      operation: t.arg.string({ required: true, description: 'Name of the operation.' }),
      ...slotNameArgs,
    },
    resolve: async (_root, { operation, ...names }, { core }) => {
      const { registry, history } = core;
      const selected = listSlots(names, core);
      // Every slot is compared with all others, also if only some are selected.
      const latest = await history.latest(
        operation,
        registry.slots.map(({ address }) => address),
      );
      // Stored results can be of an operation that no slot offers any more.
      if (latest.results.length === 0) {
        requireScan(registry.scan);
        requireOperations(registry.slots, [operation]);
      }
      const amongSlots = distributionsOf(
        latest.results.map(({ figures }) => figures),
        LEAST_OTHERS + 1,
      );
      const byAddress = new Map(latest.results.map((result) => [result.address, result]));
      return selected.flatMap((slot) => {
        const result = byAddress.get(slot.address);
        return result ? [{ result, past: () => latest.past(result), slot, amongSlots }] : [];
      });
    },
  }),
);
