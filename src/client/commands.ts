import type { ClientConfig } from '../config/types.js';
import {
  ABORT_OPERATION,
  ANNOTATE_RUN,
  CANCEL_RUN,
  LIST,
  PAUSE_RUN,
  RESULTS,
  RESUME_RUN,
  RETRY_RUN,
  type ResultData,
  RUN_OPERATION,
  RUNS,
  type RunData,
  type SlotData,
  STOP_ALL,
  STOP_OPERATION,
  type StoppedSlotData,
  WATCH,
} from './documents.js';
import { followRun } from './follow-run.js';
import { lineOf, listText, nameOf, type Output, show, showList, timeOf, timeOfDay } from './output.js';
import { argumentsOf, listPresets } from './presets.js';
import type { ServerApi } from './server-api.js';

/** The exit codes of the commands that use a server. A wrong use of the command line is 2, as everywhere. */
export const EXIT = { ok: 0, notSucceeded: 1, rejected: 2, unreachable: 3 } as const;

type Of<Command extends ClientConfig['command']> = Extract<ClientConfig, { command: Command }>;

/** Executes a command with a server, and returns the exit code. @throws {ServerError} */
export async function execute(
  config: ClientConfig,
  api: ServerApi,
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  switch (config.command) {
    case 'list':
      return await list(config, api, out);
    case 'run':
      return await run(config, api, out, signal);
    case 'retry':
      return await retry(config, api, out, signal);
    case 'stop':
    case 'abort':
      return await stop(config, api, out, signal);
    case 'cancel':
      return await change(CANCEL_RUN, config, api, out);
    case 'pause':
      return await change(PAUSE_RUN, config, api, out);
    case 'resume':
      return await change(RESUME_RUN, config, api, out);
    case 'annotate':
      return await annotate(config, api, out);
    case 'stop-all':
      return await stopAll(config, api, out);
    case 'watch':
      return await watch(api, out, signal);
    case 'runs':
      return await runs(config, api, out);
    case 'results':
      return await results(config, api, out);
    case 'presets':
      await listPresets(api, out);
      return EXIT.ok;
  }
}

async function askForRun(
  api: ServerApi,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<RunData> {
  return (await api.ask<{ run: RunData }>(document, variables)).run;
}

/** Without names, the argument is omitted: the API rejects null. */
const named = (slots: readonly string[]) => (slots.length === 0 ? {} : { streamIds: slots });

async function list({ slots }: Of<'list'>, api: ServerApi, out: Output): Promise<number> {
  const { smurfInstances } = await api.ask<{ smurfInstances: SlotData[] }>(LIST, named(slots));
  showList(
    out,
    smurfInstances,
    ['slot', 'instance id', 'health', 'running', 'problems'],
    rowOfSlot,
    'No slots.',
  );
  return EXIT.ok;
}

function rowOfSlot(slot: SlotData): readonly string[] {
  const running = slot.sessions.map(({ operation }) => operation).join(', ');
  const problems = slot.problems.map(({ message }) => message).join(' ');
  return [nameOf(slot), slot.instanceId, slot.health, running || '-', problems || '-'];
}

async function run(config: Of<'run'>, api: ServerApi, out: Output, signal: AbortSignal): Promise<number> {
  const begun = await askForRun(api, RUN_OPERATION, await argumentsOf(config, api));
  return await ended(begun, config.isDetached, api, out, signal);
}

async function retry(config: Of<'retry'>, api: ServerApi, out: Output, signal: AbortSignal): Promise<number> {
  const { id, statuses, isForced } = config;
  const variables = { id, force: isForced, ...(statuses.length > 0 && { statuses }) };
  const begun = await askForRun(api, RETRY_RUN, variables);
  return await ended(begun, config.isDetached, api, out, signal);
}

async function stop(
  { command, operation, slots }: Of<'stop' | 'abort'>,
  api: ServerApi,
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  const document = command === 'stop' ? STOP_OPERATION : ABORT_OPERATION;
  const begun = await askForRun(api, document, { operation, streamIds: slots });
  return await ended(begun, false, api, out, signal);
}

async function change(
  document: string,
  { id }: Of<'cancel' | 'pause' | 'resume'>,
  api: ServerApi,
  out: Output,
): Promise<number> {
  const run = await askForRun(api, document, { id });
  showList(out, run.slots, ['slot', 'status', 'reason'], rowOfRunSlot, 'The run has no slots.');
  return EXIT.ok;
}

function rowOfRunSlot(slot: RunData['slots'][number]): readonly string[] {
  return [nameOf(slot), slot.status, slot.reason ?? '-'];
}

/** Follows a run to its end. If the user interrupts that, the run continues. */
async function ended(
  begun: RunData,
  isDetached: boolean,
  api: ServerApi,
  out: Output,
  signal: AbortSignal,
): Promise<number> {
  if (!out.isJson) out.write(`run ${begun.id}\n`);
  const last = isDetached ? begun : await followRun(api, begun, out, signal);
  const text = () =>
    last.endTime === null ? 'The run continues.\n' : `${last.status}  ${last.summary ?? ''}\n`;
  show(out, last, text);
  if (isDetached) return EXIT.ok;
  return last.success === true ? EXIT.ok : EXIT.notSucceeded;
}

async function stopAll({ slots }: Of<'stop-all'>, api: ServerApi, out: Output): Promise<number> {
  const { stopAll } = await api.ask<{ stopAll: { slots: StoppedSlotData[] } }>(STOP_ALL, named(slots));
  showList(
    out,
    stopAll.slots,
    ['slot', 'status', 'operations', 'reason'],
    (slot) => [nameOf(slot), slot.status, slot.operations.join(', ') || '-', slot.reason ?? '-'],
    'No slots.',
  );
  const isQuiet = stopAll.slots.every(({ status }) => status === 'STOPPED' || status === 'NOTHING_RUNNING');
  return isQuiet ? EXIT.ok : EXIT.notSucceeded;
}

/** Shows each slot whose operations, health or problems have changed, until the user interrupts it. */
async function watch(api: ServerApi, out: Output, signal: AbortSignal): Promise<number> {
  const shown = new Map<string, string>();
  const results = api.follow<{ network: { smurfInstances: SlotData[] } }>(WATCH, {}, signal);
  for await (const { network } of results) {
    for (const slot of network.smurfInstances) {
      const line = JSON.stringify(slot);
      if (shown.get(slot.instanceId) === line) continue;
      shown.set(slot.instanceId, line);
      const [name, , ...cells] = rowOfSlot(slot);
      show(out, slot, () => `${timeOfDay()}  ${[name, ...cells].join('  ')}\n`);
    }
  }
  return EXIT.ok;
}

async function annotate({ id, note, labels }: Of<'annotate'>, api: ServerApi, out: Output): Promise<number> {
  const change = { ...(note !== undefined && { note }), ...(labels !== undefined && { labels }) };
  const run = await askForRun(api, ANNOTATE_RUN, { id, ...change });
  show(out, run, () => listText([rowOfRun(run)], RUN_HEAD, ''));
  return EXIT.ok;
}

async function runs(
  { count, operation, slot, label }: Of<'runs'>,
  api: ServerApi,
  out: Output,
): Promise<number> {
  const filter = {
    ...(operation !== null && { operation }),
    ...(slot !== null && { slot }),
    ...(label !== null && { label }),
  };
  const { runs } = await api.ask<{ runs: { nodes: RunData[] } }>(RUNS, { first: count, filter });
  showList(out, runs.nodes, RUN_HEAD, rowOfRun, 'No runs.');
  return EXIT.ok;
}

const RUN_HEAD = ['start', 'operation', 'status', 'by', 'id', 'labels', 'note', 'summary'];

function rowOfRun(run: RunData): readonly string[] {
  const { startTime, operation, status, requestedBy, requesterVerified, id, labels, note, summary } = run;
  const by = requestedBy !== null && !requesterVerified ? `${requestedBy} (unverified)` : requestedBy;
  return [
    ...[timeOf(startTime), operation, status, by ?? '-', id],
    ...[labels.join(' ') || '-', lineOf(note) ?? '-', summary ?? '-'],
  ];
}

async function results({ operation, slots }: Of<'results'>, api: ServerApi, out: Output): Promise<number> {
  const variables = { operation, ...named(slots) };
  const { latestResults } = await api.ask<{ latestResults: ResultData[] }>(RESULTS, variables);
  const rows = latestResults.flatMap(({ instance, endTime, figures }) =>
    figures.map(({ name, value, unit, isOutlier, outlierReason }) => [
      ...[nameOf(instance), timeOf(endTime), name, String(Number(value.toPrecision(5))), unit ?? '-'],
      isOutlier ? (outlierReason ?? 'yes') : '-',
    ]),
  );
  const head = ['slot', 'ended', 'figure', 'value', 'unit', 'outlier'];
  show(out, latestResults, () => listText(rows, head, `No results of ${operation}.`));
  return EXIT.ok;
}
