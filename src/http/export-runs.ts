import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Core } from '../core/core.js';
import { RequestError } from '../core/errors.js';
import type { RunAction, RunStatus, Via } from '../core/runs/run.js';
import type { RunFilter } from '../core/runs/run-store.js';
import type { Logger } from '../lib/logger.js';
import { csvOf, type ExportRow, rowsOf } from './export-rows.js';
import { type Refusal, refuse } from './refusal.js';
import { requestIdOf } from './request-id.js';

const PREFIX = '/export/runs';
const DEFAULT_COUNT = 200;
/** More runs would need too much memory: a client can export them in parts, with `until`. */
const MAX_COUNT = 2000;
/** Runs are read in pages, since session data are large and only their figures are kept. */
const PAGE = 100;

/** Parameters with a few values. */
const CHOICES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  status: ['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] satisfies RunStatus[],
  action: ['RUN', 'STOP', 'ABORT'] satisfies RunAction[],
  via: ['GRAPHQL', 'OCS'] satisfies Via[],
};

const PARAMETERS = [
  'operation',
  'slot',
  'label',
  'status',
  'action',
  'requestedBy',
  'via',
  'since',
  'until',
  'count',
];

/** Answers a request for an export. One that fails is cut, since its answer may have begun. */
export function answerExport(
  core: Pick<Core, 'runs'>,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
): void {
  exportRuns(core, request, response).catch((error: unknown) => {
    logger.error({ err: error, url: request.url, requestId: requestIdOf(request) }, 'an export failed');
    response.destroy();
  });
}

/**
 * Answers `/export/runs.csv`, `/export/runs/ID.csv` and `/export/runs/ID.json`: a row for each slot of each run, newest
 * first, with what the operation measured. The list can be limited with `operation`, `slot` (a name of the slot when
 * the run began), `label`, `status`, `action`, `requestedBy`, `via`, `since` and `until` (start of the run, ISO 8601) and
 * `count` (at most 2000; 200 by default).
 */
async function exportRuns(
  core: Pick<Core, 'runs'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET') {
    return refuse(response, { code: 'METHOD_NOT_ALLOWED', message: 'An export is read with GET.' });
  }
  const url = new URL(request.url ?? '', 'http://localhost');
  try {
    const made = url.pathname === `${PREFIX}.csv` ? await all(core, url) : await one(core, url);
    if ('code' in made) return refuse(response, made);
    const body = made.isJson ? `${JSON.stringify(made.rows.map(flat))}\n` : csvOf(made.rows);
    response.writeHead(200, {
      'content-type': made.isJson ? 'application/json' : 'text/csv; charset=utf-8; header=present',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message } = error;
    refuse(response, { code: code === 'STORE_UNAVAILABLE' ? code : 'BAD_REQUEST', message });
  }
}

interface Exported {
  readonly rows: readonly ExportRow[];
  readonly isJson: boolean;
}

const flat = ({ columns, figures }: ExportRow) => ({ ...columns, figures });

async function one({ runs }: Pick<Core, 'runs'>, { pathname }: URL): Promise<Exported | Refusal> {
  const [, id = '', kind = ''] = /^\/export\/runs\/([^/]+)\.(csv|json)$/.exec(pathname) ?? [];
  const message = `The paths are ${PREFIX}.csv, ${PREFIX}/ID.csv and ${PREFIX}/ID.json.`;
  if (kind === '') return { code: 'NOT_FOUND', message };
  const run = await runs.get(id);
  if (!run) return { code: 'NOT_FOUND', message: `No run has the id ${id}.` };
  return { rows: rowsOf(run), isJson: kind === 'json' };
}

async function all({ runs }: Pick<Core, 'runs'>, { searchParams }: URL): Promise<Exported | Refusal> {
  const wanted = readWanted(searchParams);
  if ('code' in wanted) return wanted;
  const { filter, count } = wanted;
  const rows: ExportRow[] = [];
  for (let left = count, after: string | null = null; left > 0; ) {
    const page = await runs.list(filter, { first: Math.min(PAGE, left), after });
    rows.push(...page.runs.flatMap(rowsOf));
    left = page.hasNextPage ? left - page.runs.length : 0;
    after = page.runs.at(-1)?.id ?? null;
  }
  return { rows, isJson: false };
}

function readWanted(
  given: URLSearchParams,
): { readonly filter: RunFilter; readonly count: number } | Refusal {
  const bad = (message: string): Refusal => ({ code: 'BAD_REQUEST', message });
  const unknown = [...given.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    return bad(`There is no parameter "${unknown}". The parameters are ${PARAMETERS.join(', ')}.`);
  }
  const count = Number(given.get('count') ?? DEFAULT_COUNT);
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    return bad(`count must be 1 to ${MAX_COUNT}, but got ${given.get('count')}.`);
  }
  const times: { since?: Date; until?: Date } = {};
  for (const name of ['since', 'until'] as const) {
    const text = given.get(name);
    if (text === null) continue;
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) {
      return bad(`${name} must be a time such as 2026-11-25T20:00:00Z, but got ${text}.`);
    }
    times[name] = time;
  }
  const wrong = Object.entries(CHOICES).find(
    ([name, values]) => !values.includes(given.get(name) ?? values[0]),
  );
  if (wrong) {
    const [name, values] = wrong;
    return bad(`${name} must be ${values.join(', ')}, but got ${given.get(name)}.`);
  }
  const status = given.get('status') as RunStatus | null;
  const action = given.get('action') as RunAction | null;
  const via = given.get('via') as Via | null;
  const requestedBy = given.get('requestedBy');
  const operation = given.get('operation');
  const slot = given.get('slot');
  const label = given.get('label');
  const filter = {
    ...times,
    ...(operation && { operation }),
    ...(slot && { slot }),
    ...(label && { label }),
    ...(status && { statuses: [status] }),
    ...(action && { actions: [action] }),
    ...(via && { via }),
    ...(requestedBy && { requestedBy }),
  };
  return { filter, count };
}
