import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from '../../test/browser/chromium.js';
import { type Findings, progress, type RowOptions } from '../lib/findings.js';
import { slope } from '../lib/statistics.js';
import { figure, markdownTable } from '../lib/table.js';
import { BUSY, type BusyNetwork, SLOTS, spanOf, startBusyNetwork } from './busy-network.js';
import { type MeasuredPage, openMeasuredPage } from './measured-page.js';

/** The page is slower at first: scripts are compiled when they have run some times. */
const WARM_UP_SECONDS = 5;
const HOUR = 3600;
/** Fewer messages than this share mean that the page did not get what it was to be measured with. */
const ENOUGH = 0.9;

const GOALS = { scriptMs: 100, loadedKB: 250, growthKB: 1000 };

/** Opens the page of the monitor on a busy telescope, and measures what it needs of the browser. */
export async function benchMonitor({ quick }: RowOptions): Promise<Findings> {
  // The first part of the events is not measured: caches fill.
  const plan = quick
    ? { seconds: 8, parts: 3, partSeconds: 10 }
    : { seconds: 60, parts: 6, partSeconds: 600 };
  progress(`${SLOTS} slots at 1 Hz, of which ${BUSY} run something`);
  const network = await startBusyNetwork();
  const browser = await launchChromium();
  try {
    const page = await openMeasuredPage(browser, `${network.product.origin}/`);
    progress(`the work of ${plan.seconds} s`);
    const work = await measureWork(page, plan.seconds);
    const memory = await measureMemory(network, page, plan);
    await page.close();
    const came = Math.round(memory.received - memory.seconds * work.messages);
    const cell = {
      loadedKB: page.loadedBytes / 1000,
      ...work,
      ...memory,
      came,
      // In the short form, one object more or less would count for megabytes.
      ...(quick && { growthKB: Number.NaN }),
    };
    return {
      table: tableOf(cell),
      figures: { ...plan, slots: SLOTS, busy: BUSY, ...cell },
      // The short form runs on machines that do much else.
      invalid: [...missing(cell), ...(quick ? [] : missed(cell))],
    };
  } finally {
    await browser.close();
    await network.close();
  }
}

/** What the page does in a second, on average. Times are in milliseconds. */
async function measureWork(page: MeasuredPage, seconds: number) {
  await sleep(WARM_UP_SECONDS * 1000);
  const [before, receivedBefore] = [await page.counts(), await page.received()];
  await sleep(seconds * 1000);
  const [after, received] = [await page.counts(), await page.received()];
  const inSecond = (name: 'script' | 'style' | 'layout' | 'task') =>
    ((after[name] - before[name]) * 1000) / seconds;
  return {
    scriptMs: inSecond('script'),
    styleMs: inSecond('style'),
    layoutMs: inSecond('layout'),
    taskMs: inSecond('task'),
    messages: (received - receivedBefore) / seconds,
  };
}

/** The memory after each part of the events, without garbage. */
async function measureMemory(
  network: BusyNetwork,
  page: MeasuredPage,
  { parts, partSeconds }: { readonly parts: number; readonly partSeconds: number },
) {
  const megabytes: number[] = [];
  const [startedAt, receivedBefore] = [performance.now(), await page.received()];
  for (let part = 0; part <= parts; part += 1) {
    await network.replay(spanOf(partSeconds));
    const used = (await page.usedBytes()) / 1e6;
    megabytes.push(used);
    progress(`events of ${partSeconds} s, ${part} of ${parts}: ${figure(used)} MB`);
  }
  const { nodes, listeners } = await page.counts();
  return {
    nodes,
    listeners,
    megabytes,
    growthKB: (slope(megabytes) * 1000 * HOUR) / partSeconds,
    due: (parts + 1) * spanOf(partSeconds).slotEvents,
    /** With those that come at 1 Hz in any case. */
    received: (await page.received()) - receivedBefore,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

type Cell = { readonly loadedKB: number; readonly came: number } & Awaited<ReturnType<typeof measureWork>> &
  Awaited<ReturnType<typeof measureMemory>>;

function missing({ messages, due, came }: Cell): string[] {
  return [
    ...(messages < ENOUGH * SLOTS ? [`only ${figure(messages)} messages in a second came at 1 Hz`] : []),
    ...(came < ENOUGH * due ? [`only ${came} of ${due} events came`] : []),
  ];
}

function missed(cell: Cell): string[] {
  return (['scriptMs', 'loadedKB', 'growthKB'] as const).flatMap((name) =>
    cell[name] < GOALS[name] ? [] : [`${name} is ${figure(cell[name])}, and the goal is ${GOALS[name]}`],
  );
}

function tableOf(cell: Cell): string {
  const [first = Number.NaN] = cell.megabytes;
  const last = cell.megabytes.at(-1) ?? Number.NaN;
  return markdownTable(
    ['the page', 'figure', 'goal'],
    [
      ['scripts, ms in a second', figure(cell.scriptMs), `< ${GOALS.scriptMs}`],
      ['style and layout, ms in a second', figure(cell.styleMs + cell.layoutMs), ''],
      ['main thread in all, ms in a second', figure(cell.taskMs), ''],
      ['messages in a second', figure(cell.messages), ''],
      ['loaded for the first view, KB', figure(cell.loadedKB), `< ${GOALS.loadedKB}`],
      ['memory before and after the events, MB', `${figure(first)}, ${figure(last)}`, ''],
      ['growth of the memory in an hour of events, KB', figure(cell.growthKB), `< ${GOALS.growthKB}`],
      ['events that came', String(cell.came), String(cell.due)],
      ['nodes and listeners', `${cell.nodes}, ${cell.listeners}`, ''],
    ],
  );
}
