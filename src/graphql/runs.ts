import { RequestError, unknownRun } from '../core/errors.js';
import type { Run } from '../core/runs/run.js';
import { leavesFilter, matchesFilter, type PageRequest, type RunFilter } from '../core/runs/run-store.js';
import { requireScan } from '../core/slots/initial-scan.js';
import { requireOperations } from '../core/slots/offered-names.js';
import { resolveNames } from '../core/slots/resolve-names.js';
import { builder } from './builder.js';
import { type Page, PageInfoRef } from './connection.js';
import type { Context } from './context.js';
import type { LiveField } from './live.js';
import { waitForScan } from './names.js';
import { RunActionEnum, RunStatusEnum, ViaEnum } from './run.js';
import { RunRef } from './type-refs.js';

const RunEdgeRef = builder.objectRef<Run>('RunEdge').implement({
  description: 'A run in a list of runs.',
  fields: (t) => ({
    cursor: t.string({ description: 'Its place in the list.', resolve: ({ id }) => id }),
    node: t.field({ type: RunRef, description: 'The run.', resolve: (run) => run }),
  }),
});

const RunConnectionRef = builder.objectRef<Page<Run>>('RunConnection').implement({
  description: 'A page of runs, newest first.',
  fields: (t) => ({
    edges: t.field({
      type: [RunEdgeRef],
      description: 'The runs, each with its cursor.',
      resolve: ({ nodes }) => [...nodes],
    }),
    nodes: t.field({ type: [RunRef], description: 'The runs.', resolve: ({ nodes }) => [...nodes] }),
    pageInfo: t.field({
      type: PageInfoRef,
      description: 'The place of the page: what is next is older.',
      resolve: (page) => page,
    }),
    totalCount: t.exposeInt('totalCount', { description: 'How many runs match, on all pages.' }),
  }),
});

const RunFilterInput = builder.inputType('RunFilter', {
  description: 'Selects the runs that match everything given.',
  fields: (t) => ({
    operation: t.string({ description: 'Only runs of this operation.' }),
    statuses: t.field({ type: [RunStatusEnum], description: 'Only runs in one of these states.' }),
    actions: t.field({ type: [RunActionEnum], description: 'Only runs that do one of these.' }),
    via: t.field({ type: ViaEnum, description: 'Only runs that were requested through this interface.' }),
    requestedBy: t.string({ description: 'Only runs that this caller requested.' }),
    slot: t.id({
      description: 'Only runs that command the slot of this stream id, instance id, address or id.',
    }),
    since: t.field({ type: 'DateTime', description: 'Only runs that began at this moment or later.' }),
    until: t.field({ type: 'DateTime', description: 'Only runs that began before this moment.' }),
  }),
});

type RunFilterArgument = typeof RunFilterInput.$inferInput | null | undefined;

function toFilter(input: RunFilterArgument): RunFilter {
  return Object.fromEntries(Object.entries(input ?? {}).filter(([, value]) => value != null));
}

/** @throws {RequestError} if no slot and no run has a name, or it has two meanings */
async function judgedFilter(input: RunFilterArgument, { core }: Context): Promise<RunFilter> {
  const filter = toFilter(input);
  const { slot, operation } = filter;
  const { registry, runs } = core;
  // A run keeps its names, also where no slot has them any more.
  const isKept = async (name: RunFilter) => (await runs.list(name, { first: 0 })).totalCount > 0;
  if (operation !== undefined && !(await isKept({ operation }))) {
    requireScan(registry.scan);
    requireOperations(registry.slots, [operation]);
  }
  if (slot === undefined) return filter;
  requireScan(registry.scan);
  const [known] = resolveNames(registry.slots, [slot], await isKept({ slot }));
  // Runs do not know ids.
  return known?.id === slot ? { ...filter, slot: known.address } : filter;
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
      first: t.arg.int({ description: 'So many from the newest on, 200 at most. Defaults to 20.' }),
      after: t.arg.string({ description: 'With `first`: from right behind the run of this cursor on.' }),
      last: t.arg.int({ description: 'So many up to the oldest, 200 at most. Not together with `first`.' }),
      before: t.arg.string({ description: 'With `last`: up to right before the run of this cursor.' }),
      filter: t.arg({ type: RunFilterInput, description: 'Only runs that match.' }),
    },
    resolve: async (_root, { filter, ...page }, context) => {
      const request = pageRequest(page);
      const { runs: nodes, ...place } = await context.core.runs.list(
        await judgedFilter(filter, context),
        request,
      );
      return { nodes, ...place };
    },
  }),
}));

type PageArguments = {
  readonly [Name in 'first' | 'last']?: number | null | undefined;
} & { readonly [Name in 'after' | 'before']?: string | null | undefined };

/** @throws {RequestError} BAD_USER_INPUT */
function pageRequest({ first, after, last, before }: PageArguments): PageRequest {
  const isBackward = last != null || before != null;
  if (isBackward && (first != null || after != null)) {
    throw new RequestError('BAD_USER_INPUT', 'Give either first and after, or last and before, not both.');
  }
  const size = (isBackward ? last : first) ?? DEFAULT_PAGE;
  if (size < 0 || size > LARGEST_PAGE) {
    const name = isBackward ? 'last' : 'first';
    throw new RequestError('BAD_USER_INPUT', `${name} is ${size}: it takes 0 to ${LARGEST_PAGE}.`);
  }
  return isBackward ? { last: size, before } : { first: size, after };
}

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
      if (filter?.slot != null || filter?.operation != null) await waitForScan(context);
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
