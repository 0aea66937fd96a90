import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type Product, startProduct } from '../product.js';
import { openPage, type WatchedPage } from './chromium.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export type MonitorProduct = NonNullable<Parameters<typeof startProduct>[0]>;

/** The line of a slot on the board. */
export const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

/** The word for the state of a slot, on the board. */
export const inState = (page: Page, name: string, word: string) =>
  row(page, name).getByText(word, { exact: true });

/**
 * The monitor on a product of its own, with four slots unless told otherwise. Both end with the test.
 *
 * @param address the view, such as `?view=runs`
 */
export async function openMonitor(
  t: TestContext,
  browser: Browser,
  options: MonitorProduct = {},
  address = '',
): Promise<WatchedPage & { readonly product: Product }> {
  const product = await startProduct({ slots: 4, ...options });
  const seen = await openPage(t, browser, `${product.origin}/${address}`);
  t.after(async () => {
    // The product checks that nothing of a subscription stays.
    await seen.page.context().close();
    await product.ask('mutation { stopAll(waitSeconds: 10) { id } }');
    await product.close();
  });
  await seen.page.getByText(/^● Live/).waitFor();
  return { product, ...seen };
}

/** Starts an operation, not from the page. Returns at once, or when the run has reached `stage`. */
export function run(
  product: Product,
  operation: string,
  streamIds: readonly string[],
  params = {},
  stage?: 'STARTED' | 'FINISHED',
) {
  return product.ask<{ runOperation: { id: string } }>(
    `mutation ($operation: String!, $streamIds: [ID!], $params: JSON, $stage: RunStage, $waitSeconds: Float) {
      runOperation(
        operation: $operation, streamIds: $streamIds, params: $params, waitFor: $stage, waitSeconds: $waitSeconds
      ) { id }
    }`,
    { operation, streamIds, params, ...(stage && { stage, waitSeconds: 60 }) },
  );
}

/** Stops the time of the page, so that a key comes right after another one on a slow machine, too. */
export async function stopTime(page: Page): Promise<void> {
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 1000);
}

/** After {@link stopTime}: an answer counts from now on. */
export async function letTimePass(page: Page): Promise<void> {
  await page.clock.runFor(400);
  await page.clock.resume();
}

/** The file that the page offers after a click. */
export async function saved(page: Page, click: () => Promise<void>) {
  const begun = page.waitForEvent('download');
  await click();
  const download = await begun;
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

/** What axe complains about, with the place of each. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return await page.evaluate(async () => {
    interface Result {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly string[] }[];
    }
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Result[] }> } };
    const found = await axe.run();
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}

/** The same, dark and light. */
export async function violationsInBoth(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violations(page)).map((violation) => `${colorScheme}: ${violation}`));
  }
  return found;
}
