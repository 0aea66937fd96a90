import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { inState, letTimePass, row, stopTime } from './monitor-page.js';

/** Two slots, by the stream ids that the board shows. */
export type Pair = readonly [first: string, second: string];

/** More presses than this to reach something are none that a person would do. */
const MOST_PRESSES = 60;

export const panel = (page: Page) => page.getByRole('region', { name: 'Run an operation' });
export const runTitle = (page: Page, operation: string) =>
  page.getByRole('heading', { level: 2 }).filter({ hasText: operation });

/** Presses keys one after the other. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

export const atFocus = (page: Page, target: Locator) => target.and(page.locator(':focus'));

/** Presses a key until this has the focus. */
export async function moveTo(page: Page, key: string, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses <= MOST_PRESSES; presses += 1) {
    if ((await atFocus(page, target).count()) > 0) return;
    await press(page, key);
  }
  assert.fail(`${key} does not lead to ${target}`);
}

/** Finds the first slot with the filter and the second one with the arrows, and selects both. */
export async function selectPair(page: Page, [first, second]: Pair): Promise<void> {
  const nameOf = (name: string) => row(page, name).getByRole('link', { name, exact: true });
  await press(page, '/');
  await page.keyboard.type(first);
  await row(page, second).waitFor({ state: 'hidden' });
  await press(page, 'ArrowDown');
  await atFocus(page, nameOf(first)).waitFor();
  await press(page, 'Space');
  await selectedBox(page, first).waitFor();
  await press(page, '/', 'Escape');
  await row(page, second).waitFor();
  await moveTo(page, 'ArrowDown', nameOf(second));
  await press(page, 'Space');
  await selectedBox(page, second).waitFor();
}

const selectedBox = (page: Page, name: string) =>
  page.getByRole('checkbox', { name: `Select ${name}`, checked: true });

/** Goes back to the slots, where the selection is as it was left. */
export async function backToSelection(page: Page, pair: Pair): Promise<void> {
  await press(page, 'g', 's');
  for (const name of pair) await selectedBox(page, name).waitFor();
}

/** Opens the panel for the selected slots, and chooses an operation by its first letters. */
export async function chooseOperation(page: Page, operation: string): Promise<void> {
  await press(page, 'r');
  await atFocus(page, panel(page).getByLabel('Filter the operations')).waitFor();
  await page.keyboard.type(operation);
  await press(page, 'Enter');
  await panel(page)
    .getByRole('button', { name: new RegExp(`^Start ${operation} on`) })
    .waitFor();
}

/** Two slots begin to measure noise. Answers when the page of the run is open. */
export async function takeNoise(page: Page, pair: Pair, seconds: number): Promise<void> {
  await selectPair(page, pair);
  await chooseOperation(page, 'take_noise');
  await moveTo(page, 'Tab', panel(page).getByRole('textbox', { name: /^duration/ }));
  await page.keyboard.type(String(seconds));
  await panel(page).getByText(`{"duration":${seconds}}`).waitFor();
  await press(page, 'Control+Enter');
  await runTitle(page, 'take_noise').waitFor();
  await panel(page).waitFor({ state: 'hidden' });
}

/**
 * What an operator does in a night, on a page that shows all slots: measures noise on two slots, looks at the results, at a
 * slot and at the hand-over, starts something dangerous, and stops. Nothing but the keyboard is used.
 *
 * @param seconds the time in which both slots measure noise
 */
export async function walkMainPath(page: Page, pair: Pair, seconds: number): Promise<void> {
  await takeNoise(page, pair, seconds);
  await runTitle(page, 'take_noise').getByText('runs on 2 slots').waitFor();
  await runTitle(page, 'take_noise').getByText('all 2 slots succeeded').waitFor();
  const runId = new URL(page.url()).searchParams.get('id') ?? '';

  await seeResults(page, pair);
  await seeSlot(page, pair[0]);
  await seeHandOver(page, runId);
  await startDangerous(page, pair);
  await stopSelected(page, pair);
  await stopAll(page, pair);
}

async function seeResults(page: Page, pair: Pair): Promise<void> {
  await press(page, 'g', 'e');
  await page.getByRole('figure', { name: 'White noise level', exact: true }).waitFor();
  const numbers = page.getByRole('region', { name: 'Numbers' });
  for (const name of pair)
    await numbers.getByRole('row').filter({ hasText: name }).getByText(/\d/).first().waitFor();
}

async function seeSlot(page: Page, name: string): Promise<void> {
  await press(page, 'g', 's');
  await moveTo(page, 'ArrowDown', row(page, name).getByRole('link', { name, exact: true }));
  await press(page, 'Enter');
  await page.getByRole('heading', { level: 2, name }).waitFor();
  await page.getByRole('heading', { name: /^Session data take_noise/ }).waitFor();
}

async function seeHandOver(page: Page, runId: string): Promise<void> {
  await press(page, 'g', 'h');
  const ran = page.getByRole('region', { name: 'What ran' });
  await ran.getByRole('row').filter({ hasText: 'take_noise' }).getByText('2 of 2').waitFor();
  await page.locator(`a[href*="${runId}"]`).first().waitFor();
}

/** The question has the focus on Cancel, so Enter alone starts nothing. */
async function startDangerous(page: Page, pair: Pair): Promise<void> {
  await backToSelection(page, pair);
  await chooseOperation(page, 'overbias_tes');
  await stopTime(page);
  await press(page, 'Control+Enter');
  const question = page.getByRole('dialog', { name: `Start overbias_tes on ${pair[0]} and ${pair[1]}?` });
  const cancel = question.getByRole('button', { name: 'Cancel' });
  await atFocus(page, cancel).waitFor();
  await press(page, 'Enter');
  await atFocus(page, cancel).waitFor();
  await letTimePass(page);
  // Left and asked again: the focus is where it was, and the panel still knows what was chosen.
  await press(page, 'Escape');
  await question.waitFor({ state: 'detached' });
  assert.ok(await panel(page).locator(':focus').count());
  await press(page, 'Control+Enter');
  await atFocus(page, cancel).waitFor();
  await press(page, 'Tab', 'Enter');
  await runTitle(page, 'overbias_tes').getByText('all 2 slots succeeded').waitFor();
}

async function stopSelected(page: Page, pair: Pair): Promise<void> {
  await backToSelection(page, pair);
  await chooseOperation(page, 'stream');
  await press(page, 'Control+Enter');
  await runTitle(page, 'stream').waitFor();
  await backToSelection(page, pair);
  for (const name of pair) await inState(page, name, 'Streaming').waitFor();
  await press(page, 's');
  const dialog = page.getByRole('dialog');
  await atFocus(page, dialog.getByRole('button', { name: 'Stop 2 slots' })).waitFor();
  await press(page, 'Enter');
  for (const name of pair) await became(page, name, 'Stopped').waitFor();
  await press(page, 'Escape');
  await dialog.waitFor({ state: 'hidden' });
}

async function stopAll(page: Page, pair: Pair): Promise<void> {
  await press(page, 'Shift+Escape');
  await atFocus(
    page,
    page.getByRole('dialog').getByRole('button', { name: /^Stop all \d+ slots$/ }),
  ).waitFor();
  await press(page, 'Enter');
  // A second Enter does nothing.
  await press(page, 'Enter');
  for (const name of pair) await became(page, name, 'Nothing was running').waitFor();
  await moveTo(page, 'Tab', page.getByRole('dialog').getByRole('button', { name: 'Close' }));
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** The result that the dialog shows for a slot. */
export const became = (page: Page, name: string, what: string) =>
  page
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ hasText: name })
    .getByText(new RegExp(`^${what}`));
