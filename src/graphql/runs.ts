import { RequestError } from '../core/errors.js';
import type { Run } from '../core/run.js';
import { matchesFilter, type RunFilter, type RunPage } from '../core/run-store.js';
import { builder } from './builder.js';
import { RunRef } from './refs.js';
import { FaceEnum, RunActionEnum, RunStatusEnum } from './run.js';

const RunEdgeRef = builder.objectRef<Run>('RunEdge').implement({
  description: 'A run in a list of runs.',
  fields: (t) => ({
    cursor: t.string({ description: 'Where it stands in the list.', resolve: ({ id }) => id }),
    node: t.field({ type: RunRef, description: 'The run.', resolve: (run) => run }),
  }),
});

const PageInfoRef = builder.objectRef<RunPage>('PageInfo').implement({
  description: 'Where a page stands in the list.',
  fields: (t) => ({
    hasNextPage: t.boolean({ description: 'True if there are more.', resolve: ({ hasMore }) => hasMore }),
    endCursor: t.string({
      nullable: true,
      description: 'What to give as `after` for the next page; null if this page is empty.',
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
    pageInfo: t.field({ type: PageInfoRef, description: 'Whether there are more.', resolve: (page) => page }),
  }),
});

const RunFilterInput = builder.inputType('RunFilter', {
  description: 'Which runs are meant: those to which all that is given applies.',
  fields: (t) => ({
    operation: t.string({ description: 'Runs of this operation.' }),
    status: t.field({ type: [RunStatusEnum], description: 'Runs that have come so far.' }),
    action: t.field({ type: [RunActionEnum], description: 'Runs that do this.' }),
    face: t.field({ type: FaceEnum, description: 'Runs asked for through this face.' }),
    requestedBy: t.string({ description: 'Runs that this caller asked for.' }),
    slot: t.id({ description: 'Runs that command the slot of this stream id or instance id.' }),
    since: t.field({ type: 'DateTime', description: 'Runs that began then or later.' }),
    until: t.field({ type: 'DateTime', description: 'Runs that began before.' }),
  }),
});

function toFilter(input: typeof RunFilterInput.$inferInput | null | undefined): RunFilter {
  const { status, action, ...rest } = input ?? {};
  const given = { statuses: status, actions: action, ...rest };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
}

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 200;

builder.queryFields((t) => ({
  run: t.field({
    type: RunRef,
    nullable: true,
    description: 'One run; null if there is none of that id.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (_root, { id }, { manager }) => (await manager.runs.get(id)) ?? null,
  }),
  runs: t.field({
    type: RunConnectionRef,
    description: 'Runs, newest first.',
    args: {
      first: t.arg.int({ description: 'How many, 200 at most; 20 unless given.' }),
      after: t.arg.string({ description: 'Only those older than the run of this cursor.' }),
      filter: t.arg({ type: RunFilterInput, description: 'Only these.' }),
    },
    resolve: (_root, { first, after, filter }, { manager }) => {
      const wanted = first ?? DEFAULT_PAGE;
      if (wanted < 0 || wanted > LARGEST_PAGE) {
        throw new RequestError('BAD_USER_INPUT', `first is ${wanted}: it takes 0 to ${LARGEST_PAGE}.`);
      }
      return manager.runs.list(toFilter(filter), wanted, after ?? null);
    },
  }),
}));

builder.subscriptionField('runs', (t) =>
  t.field({
    type: RunRef,
    description: 'The runs that go on as they are, then each change of any run, new ones included.',
    args: { filter: t.arg({ type: RunFilterInput, description: 'Only these.' }) },
    subscribe: (_root, { filter }, { manager: { runs }, live }) => {
      const meant = toFilter(filter);
      const queue = live.open<Run>(() => listening.close());
      const push = (run: Run) => {
        if (matchesFilter(run, meant)) queue.push(run.id, run);
      };
      const listening = runs.events.listen(push);
      for (const run of runs.open) push(run);
      return queue;
    },
    resolve: (run) => run,
  }),
);

builder.subscriptionField('runUpdates', (t) =>
  t.field({
    type: RunRef,
    description: 'The run as it is, then each change; completes when it ends.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    subscribe: async (_root, { id }, { manager: { runs }, live }) => {
      const queue = live.open<Run>(() => listening.close());
      const push = (run: Run) => {
        queue.push(run.id, run);
        if (run.status !== 'RUNNING') queue.end();
      };
      const listening = runs.events.listen((run) => {
        if (run.id === id) push(run);
      });
      const run = await runs.get(id);
      if (!run) {
        await queue.return();
        throw new RequestError('UNKNOWN_RUN', `There is no run ${id}.`, { id });
      }
      push(run);
      return queue;
    },
    resolve: (run) => run,
  }),
);
