import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession } from 'playwright-core';
import { countWireBytes } from '../../test/browser/wire-bytes.js';

/** React keeps one or two versions of what it draws: of several readings of the memory, the least says what stays. */
const READINGS = 5;
const BETWEEN_READINGS_MS = 150;

/** What Chromium counts in a page since it was opened. Times are in seconds. */
export interface PageCounts {
  /** Running scripts. */
  readonly script: number;
  readonly style: number;
  readonly layout: number;
  /** Everything that the main thread did, with the three above. */
  readonly task: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** The page of the monitor, in a browser that nobody looks at. */
export interface MeasuredPage {
  /** What was loaded for the first view, compressed, in bytes. */
  readonly loadedBytes: number;
  counts(): Promise<PageCounts>;
  /** The memory that scripts use after all garbage was collected, in bytes. */
  usedBytes(): Promise<number>;
  /** Number of messages that came over the WebSocket. */
  received(): Promise<number>;
  close(): Promise<void>;
}

/** Runs before the page's own scripts. */
const COUNT_MESSAGES = `
  globalThis.received = 0;
  globalThis.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', () => { globalThis.received += 1; });
    }
  };
`;

export async function openMeasuredPage(browser: Browser, url: string): Promise<MeasuredPage> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const cdp = await page.context().newCDPSession(page);
  const bytes = await countWireBytes(cdp);
  await page.addInitScript(COUNT_MESSAGES);
  await page.goto(url);
  await page.getByText(/^● Live/).waitFor();
  await page.waitForLoadState('networkidle');
  const loadedBytes = bytes();
  // Otherwise Chromium keeps what it has loaded for the developer tools.
  await cdp.send('Network.disable');
  await cdp.send('Performance.enable', { timeDomain: 'timeTicks' });
  return {
    loadedBytes,
    counts: () => readCounts(cdp),
    async usedBytes() {
      const readings: number[] = [];
      for (let reading = 0; reading < READINGS; reading += 1) {
        await cdp.send('HeapProfiler.collectGarbage');
        readings.push((await cdp.send('Runtime.getHeapUsage')).usedSize);
        await sleep(BETWEEN_READINGS_MS);
      }
      return Math.min(...readings);
    },
    received: () => page.evaluate<number>('received'),
    close: () => page.close(),
  };
}

async function readCounts(cdp: CDPSession): Promise<PageCounts> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  return {
    script: of('ScriptDuration'),
    style: of('RecalcStyleDuration'),
    layout: of('LayoutDuration'),
    task: of('TaskDuration'),
    nodes: of('Nodes'),
    listeners: of('JSEventListeners'),
  };
}
