import { unknownRun } from '../core/errors.js';
import type { Run } from '../core/runs/run.js';
import { leavesFilter, matchesFilter, type RunFilter } from '../core/runs/run-store.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { requireOperations } from '../core/slots/offered-names.js';
import { resolveNames } from '../core/slots/resolve-names.js';
import { abort } from '../lib/abort.js';
import { builder } from './builder.js';
import { connectionOf, pageArgs, pageRequest } from './connection.js';
import type { Context } from './context.js';
import type { LiveField } from './live.js';
import { waitForScan } from './names.js';
import { RunActionEnum, RunStatusEnum, ViaEnum } from './run.js';
import { oneRunArgs } from './run-options.js';
import { RunRef } from './type-refs.js';

const RunConnectionRef = connectionOf('Run', RunRef, {
  edge: 'A run in a list of runs.',
  page: 'A page of runs, newest first.',
  one: 'run',
  many: 'runs',
});

const RunFilterInput = builder.inputType('RunFilter', {
  description: 'Selects runs that match all given fields.',
  fields: (t) => ({
    operation: t.string({ description: 'Only runs of this operation.' }),
    statuses: t.field({ type: [RunStatusEnum], description: 'Only runs with one of these statuses.' }),
    actions: t.field({ type: [RunActionEnum], description: 'Only runs with one of these actions.' }),
    via: t.field({ type: ViaEnum, description: 'Only runs that were requested through this interface.' }),
    requestedBy: t.string({ description: 'Only runs with this name in `requestedBy`.' }),
    slot: t.id({
      description: 'Only runs that command the slot with this stream id, instance id, address or id.',
    }),
    label: t.string({ description: 'Only runs with this label.' }),
    since: t.field({ type: 'DateTime', description: 'Only runs that began at this time or later.' }),
    until: t.field({ type: 'DateTime', description: 'Only runs that began before this time.' }),
  }),
});

type RunFilterArgument = typeof RunFilterInput.$inferInput | null | undefined;

function toFilter(input: RunFilterArgument): RunFilter {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value != null));
}

/** @throws {RequestError} if a name belongs to no slot and no run, or to more than one slot */
async function checkedFilter(input: RunFilterArgument, { core }: Context): Promise<RunFilter> {
  const filter = toFilter(input);
  const { slot, operation } = filter;
  const { registry, runs } = core;
  // Stored runs can have names that no slot has any more.
  const isKept = async (name: RunFilter) => (await runs.list(name, { first: 0 })).totalCount > 0;
  if (operation !== undefined && !(await isKept({ operation }))) {
    requireScan(registry.scan);
    requireOperations(registry.slots, [operation]);
  }
  if (slot === undefined) return filter;
  requireScan(registry.scan);
  const [known] = resolveNames(registry.slots, [slot], await isKept({ slot }));
  // Runs store addresses, not ids.
  return known?.id === slot ? { ...filter, slot: known.address } : filter;
}

builder.queryFields((t) => ({
  run: t.field({
    type: RunRef,
    nullable: true,
    description: 'One run; null if no run has this id.',
    args: oneRunArgs,
    resolve: async (_root, { id }, { core }) => (await core.runs.get(id)) ?? null,
  }),
  runs: t.field({
    type: RunConnectionRef,
    description: 'Runs, newest first.',
    args: {
      ...pageArgs('runs'),
      filter: t.arg({ type: RunFilterInput, description: 'Only runs that match. Defaults to all runs.' }),
    },
    resolve: async (_root, { filter, ...page }, context) => {
      const request = pageRequest(page);
      const { runs: nodes, ...place } = await context.core.runs.list(
        await checkedFilter(filter, context),
        request,
      );
      return { nodes, ...place };
    },
  }),
}));

const runs: LiveField<RunFilter, Run> = {
  name: 'runs',
  key: (filter) => JSON.stringify(filter),
  snapshot: ({ core }, filter) =>
    core.runs.open.filter((run) => matchesFilter(run, filter)).map((run) => ({ key: run.id, value: run })),
  changes: ({ core }, filter, { push }) => [
    core.events.runs.listen((run) => {
      if (matchesFilter(run, filter) || leavesFilter(run, filter)) push({ key: run.id, value: run });
    }),
    core.overdue.changes.listen((run) => {
      if (matchesFilter(run, filter)) push({ key: run.id, value: run });
    }),
  ],
};

builder.subscriptionField('runs', (t) =>
  t.field({
    type: RunRef,
    description:
      'The open runs, then every change of any run, including new runs and edits of ended runs ' +
      '(`annotateRun`). When a run no longer matches `filter` because its status has changed, it is sent ' +
      'one last time. If the label of `filter` was removed from an open run, the changes of this run are ' +
      'still sent until it ends. If this label was removed from an ended run, the run is sent one last ' +
      'time.',
    args: {
      filter: t.arg({ type: RunFilterInput, description: 'Only runs that match. Defaults to all runs.' }),
    },
    subscribe: async (_root, { filter }, context) => {
      if (filter?.slot != null || filter?.operation != null) await waitForScan(context);
      return context.live.open(runs, await checkedFilter(filter, context), context);
    },
    resolve: ({ value }) => value,
  }),
);

const runUpdates: LiveField<{ readonly id: string }, Run> = {
  name: 'runUpdates',
  key: ({ id }) => id,
  snapshot: ({ core }, { id }) =>
    core.runs.open.filter((run) => run.id === id).map((run) => ({ key: id, value: run })),
  changes({ core }, { id }, { push, end }) {
    const left = new AbortController();
    async function follow(): Promise<void> {
      let isFirst = true;
      for await (const run of core.runs.follow(id, left.signal)) {
        // The snapshot has already sent the first state of an open run.
        if (!isFirst || run.endTime !== null) push({ key: id, value: run });
        isFirst = false;
      }
    }
    // Fails only if the run was dropped from the store in the meantime.
    void follow()
      .catch(() => {})
      .finally(end);
    const late = core.overdue.changes.listen((run) => {
      if (run.id === id) push({ key: id, value: run });
    });
    return [late, { close: () => abort(left) }];
  },
};

builder.subscriptionField('runUpdates', (t) =>
  t.field({
    type: RunRef,
    description: 'The current state of the run, then every change. Completes when the run has ended.',
    args: oneRunArgs,
    subscribe: async (_root, { id }, context) => {
      if (!(await context.core.runs.get(id))) throw unknownRun(id);
      return context.live.open(runUpdates, { id }, context);
    },
    resolve: ({ value }) => value,
  }),
);
