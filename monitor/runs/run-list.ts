import { type ApolloClient, CombinedGraphQLErrors } from '@apollo/client';
import type { Link } from '../api/link.js';
import {
  MonitorRunLinesDocument,
  MonitorRunPageDocument,
  type MonitorRunPageQuery,
  type RunFilter,
  type RunLineFragment,
} from '../generated/graphql.js';
import { follow } from '../live/follow.js';
import { createStore, type Store } from '../shared/store.js';

export type RunLine = RunLineFragment;

/** The most runs that the server gives at once. */
const LARGEST_PAGE = 200;

/** The runs that match a filter, newest first. */
export interface Runs {
  /** Null before the first answer. */
  readonly runs: readonly RunLine[] | null;
  /** How many match, also those that are not read. */
  readonly total: number;
  /** True if the server has older ones. */
  readonly hasOlder: boolean;
  /** Why they could not be read, in the words of the server; null if they were. */
  readonly error: string | null;
}

export interface RunList {
  readonly state: Store<Runs>;
  /** Adds the next page of older runs. */
  readOlder(): Promise<void>;
  close(): void;
}

export interface RunListOptions {
  readonly filter: RunFilter;
  /** How many runs are read at once. */
  readonly page: number;
  /** How many runs are kept: the list is part of a page that stays open for weeks. */
  readonly most: number;
}

const NONE: Runs = { runs: null, total: 0, hasOlder: false, error: null };

/** Reads the runs that match, and keeps them up to date with one subscription. */
export function followRuns(
  { client, link }: { readonly client: ApolloClient; readonly link: Link },
  { filter, page, most }: RunListOptions,
): RunList {
  const state = createStore<Runs>(NONE);
  const closing = new AbortController();
  let cursor: string | null = null;
  /** Changes that came while the newest runs are read: the answer may be older. */
  let early: RunLine[] | null = null;

  async function read(first: number, after: string | null): Promise<MonitorRunPageQuery['runs'] | null> {
    try {
      const variables = { filter, first: Math.min(first, LARGEST_PAGE), after };
      const { data } = await client.query({
        ...{ query: MonitorRunPageDocument, variables, fetchPolicy: 'no-cache' },
      });
      if (!data || closing.signal.aborted) return null;
      cursor = data.runs.pageInfo.endCursor;
      return data.runs;
    } catch (error) {
      if (!closing.signal.aborted) onError(error as Error);
      return null;
    }
  }

  function onError(error: Error): void {
    state.update((now) => ({ ...now, error: error.message }));
    // A filter that the server rejects now would be rejected again.
    if (CombinedGraphQLErrors.is(error)) closing.abort();
  }

  /** Reads as many runs again as were shown: after an interruption, changes are missing. */
  async function readNewest(): Promise<void> {
    early = [];
    const answer = await read(Math.max(page, state.value.runs?.length ?? 0), null);
    const late = early ?? [];
    early = null;
    if (!answer) return;
    const { nodes, totalCount, pageInfo } = answer;
    const answered = { runs: nodes, total: totalCount, hasOlder: pageInfo.hasNextPage, error: null };
    state.update(() => late.reduce((runs, run) => withRun(runs, run, filter, most), answered as Runs));
  }

  function onRun(run: RunLine): void {
    if (early) early.push(run);
    else state.update((runs) => withRun(runs, run, filter, most));
  }

  let isLive = false;
  function onLink(): void {
    const wasLive = isLive;
    isLive = link.state.value.kind === 'live';
    if (isLive && !wasLive) void readNewest();
  }
  closing.signal.addEventListener('abort', link.state.listen(onLink), { once: true });
  const changes = { query: MonitorRunLinesDocument, variables: { filter } };
  follow(client, changes, closing.signal, ({ runs }) => onRun(runs));
  onLink();

  return {
    state,
    async readOlder() {
      const answer = await read(page, cursor);
      if (!answer) return;
      state.update((now) => {
        const known = new Set(now.runs?.map(({ id }) => id));
        const runs = [...(now.runs ?? []), ...answer.nodes.filter(({ id }) => !known.has(id))];
        const hasOlder = answer.pageInfo.hasNextPage || runs.length > most;
        return { runs: runs.slice(0, most), total: answer.totalCount, hasOlder, error: null };
      });
    },
    close: () => closing.abort(),
  };
}

/** The list after a change of a run. */
export function withRun(state: Runs, run: RunLine, filter: RunFilter, most: number): Runs {
  const { runs } = state;
  if (runs === null) return state;
  const known = runs.find(({ id }) => id === run.id);
  if (known) {
    // An ended run never opens again, so this is an older change.
    if (known.endTime !== null && run.endTime === null) return state;
    if (stillMatches(run, filter)) {
      return { ...state, runs: runs.map((other) => (other === known ? run : other)) };
    }
    return { ...state, total: state.total - 1, runs: runs.filter((other) => other !== known) };
  }
  const last = runs.at(-1);
  const isNotReadYet = state.hasOlder && last !== undefined && run.startTime <= last.startTime;
  if (isNotReadYet || !stillMatches(run, filter)) return state;
  const place = runs.findIndex(({ startTime }) => startTime < run.startTime);
  const at = place === -1 ? runs.length : place;
  const all = [...runs.slice(0, at), run, ...runs.slice(at)];
  return {
    ...{ ...state, runs: all.slice(0, most), total: state.total + 1 },
    hasOlder: state.hasOlder || all.length > most,
  };
}

/** The server sends a run once more when it leaves the filter: only its status and its labels can change. */
function stillMatches({ status, labels }: RunLine, { statuses, label }: RunFilter): boolean {
  return (!statuses || [statuses].flat().includes(status)) && (!label || labels.includes(label));
}
