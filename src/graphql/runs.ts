import { RequestError, unknownRun } from '../core/errors.js';
import type { Run } from '../core/runs/run.js';
import { leavesFilter, matchesFilter, type RunFilter, type RunPage } from '../core/runs/run-store.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { resolveNames } from '../core/slots/resolve-names.js';
import { builder } from './builder.js';
import type { Context } from './context.js';
import type { LiveField } from './live.js';
import { waitForScan } from './names.js';
import { RunRef } from './refs.js';
import { RunActionEnum, RunStatusEnum, ViaEnum } from './run.js';

const RunEdgeRef = builder.objectRef<Run>('RunEdge').implement({
  description: 'A run in a list of runs.',
  fields: (t) => ({
    cursor: t.string({ description: 'Its place in the list.', resolve: ({ id }) => id }),
    node: t.field({ type: RunRef, description: 'The run.', resolve: (run) => run }),
  }),
});

const PageInfoRef = builder.objectRef<RunPage>('PageInfo').implement({
  description: 'The place of a page in the list.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'True if there are older runs.',
      resolve: ({ hasMore }) => hasMore,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The value of `after` for the next page; null if this page is empty.',
      resolve: ({ runs }) => runs.at(-1)?.id ?? null,
    }),
  }),
});

const RunConnectionRef = builder.objectRef<RunPage>('RunConnection').implement({
  description: 'A page of runs, newest first.',
  fields: (t) => ({
    edges: t.field({
      type: [RunEdgeRef],
      description: 'The runs, each with its cursor.',
      resolve: ({ runs }) => [...runs],
    }),
    nodes: t.field({ type: [RunRef], description: 'The runs.', resolve: ({ runs }) => [...runs] }),
    pageInfo: t.field({
      type: PageInfoRef,
      description: 'Whether there are more runs.',
      resolve: (page) => page,
    }),
  }),
});

const RunFilterInput = builder.inputType('RunFilter', {
  description: 'Selects the runs that match everything given.',
  fields: (t) => ({
    operation: t.string({ description: 'Only runs of this operation.' }),
    status: t.field({ type: [RunStatusEnum], description: 'Only runs in one of these states.' }),
    action: t.field({ type: [RunActionEnum], description: 'Only runs that do one of these.' }),
    via: t.field({ type: ViaEnum, description: 'Only runs that were requested through this interface.' }),
    requestedBy: t.string({ description: 'Only runs that this caller requested.' }),
    slot: t.id({ description: 'Only runs that command the slot of this stream id, instance id or address.' }),
    since: t.field({ type: 'DateTime', description: 'Only runs that began at this moment or later.' }),
    until: t.field({ type: 'DateTime', description: 'Only runs that began before this moment.' }),
  }),
});

type RunFilterArgument = typeof RunFilterInput.$inferInput | null | undefined;

function toFilter(input: RunFilterArgument): RunFilter {
  const { status, action, ...rest } = input ?? {};
  const given = { statuses: status, actions: action, ...rest };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
}

/** @throws {RequestError} if the name of the slot has two meanings, or none */
async function judgedFilter(input: RunFilterArgument, { core }: Context): Promise<RunFilter> {
  const filter = toFilter(input);
  const { slot } = filter;
  if (slot === undefined) return filter;
  const { registry, runs } = core;
  requireScan(registry.scan);
  // A run keeps the name by which a slot was commanded, also where no slot has it any more.
  const { runs: kept } = await runs.list({ slot }, 1, null);
  resolveNames(registry.slots, [slot], kept.length > 0);
  return filter;
}

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 200;

builder.queryFields((t) => ({
  run: t.field({
    type: RunRef,
    nullable: true,
    description: 'One run; null if no run has the id.',
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    resolve: async (_root, { id }, { core }) => (await core.runs.get(id)) ?? null,
  }),
  runs: t.field({
    type: RunConnectionRef,
    description: 'Runs, newest first.',
    args: {
      first: t.arg.int({ description: 'How many, 200 at most. Defaults to 20.' }),
      after: t.arg.string({ description: 'Only runs that are older than the run of this cursor.' }),
      filter: t.arg({ type: RunFilterInput, description: 'Only runs that match.' }),
    },
    resolve: async (_root, { first, after, filter }, context) => {
      const wanted = first ?? DEFAULT_PAGE;
      if (wanted < 0 || wanted > LARGEST_PAGE) {
        throw new RequestError('BAD_USER_INPUT', `first is ${wanted}: it takes 0 to ${LARGEST_PAGE}.`);
      }
      return context.core.runs.list(await judgedFilter(filter, context), wanted, after ?? null);
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
  ],
};

builder.subscriptionField('runs', (t) =>
  t.field({
    type: RunRef,
    description:
      'The open runs as they are, then each change of any run, new runs included. A run that no longer matches ' +
      '`filter`, because its status has changed, is sent once more.',
    args: { filter: t.arg({ type: RunFilterInput, description: 'Only runs that match.' }) },
    subscribe: async (_root, { filter }, context) => {
      if (filter?.slot != null) await waitForScan(context);
      return context.live.open(runs, await judgedFilter(filter, context), context);
    },
    resolve: (run) => run,
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
        // Of an open run this is what the snapshot has given already.
        if (!isFirst || run.endTime !== null) push({ key: id, value: run });
        isFirst = false;
      }
    }
    // It fails only where the run has been dropped since it was looked up.
    void follow()
      .catch(() => {})
      .finally(end);
    return [{ close: () => left.abort() }];
  },
};

builder.subscriptionField('runUpdates', (t) =>
  t.field({
    type: RunRef,
    description: 'The run as it is, then each change. Completes when the run has ended.',
    args: { id: t.arg.id({ required: true, description: 'Id of the run.' }) },
    subscribe: async (_root, { id }, context) => {
      if (!(await context.core.runs.get(id))) throw unknownRun(id);
      return context.live.open(runUpdates, { id }, context);
    },
    resolve: (run) => run,
  }),
);
