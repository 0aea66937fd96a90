import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium, openPage } from './chromium.js';

/** A tab of the page, by its name, and what its response must come to show. */
export interface TabUnderTest {
  readonly tab: string;
  /** Matched against the response: JSON, indented by two blanks, long lines wrapped. */
  readonly shows: RegExp;
}

/** A running server with GraphiQL, and what its first tabs do. */
export interface GraphiQLSite {
  /** Address of the page. */
  readonly url: string;
  readonly query: TabUnderTest;
  readonly mutation: TabUnderTest;
  /** Must send results continuously, each different. */
  readonly subscription: TabUnderTest;
  /** A field of the type Query, and a part of its description. */
  readonly docs: { readonly field: string; readonly description: string };
  stop(): Promise<void>;
}

/** Longest wait for a response, in milliseconds. */
const PATIENCE = 20_000;

/** The button that brings a tab to the front, by the name of the tab. */
export function tabButton(page: Page, name: string): Locator {
  return page.getByRole('tab').getByRole('button', { name, exact: true });
}

/** Selects a tab, and waits until its document is in the editor. */
export async function openTab(page: Page, name: string): Promise<void> {
  const editor = page.locator('.graphiql-query-editor .view-lines');
  // The tabs are there some tenths of a second before the editors that they write into.
  await editor.waitFor();
  await page.locator('.result-window .view-lines').waitFor({ state: 'attached' });
  await tabButton(page, name).click();
  await editor.filter({ hasText: name }).waitFor();
}

/** Presses the play button. */
export async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Execute query/ }).click();
}

/**
 * Waits until the response matches `pattern` and is not `former`, and gives its text. The editor puts its
 * lines into the document in any order, and blanks into them that do not break.
 */
export async function expectResponse(page: Page, pattern: RegExp, former?: string): Promise<string> {
  // Not `page.waitForFunction`, which evaluates text inside the page: the page's security policy forbids it.
  const { text, found } = await page.evaluate<{ text: string; found: boolean }>(`new Promise((resolve) => {
    const end = Date.now() + ${PATIENCE};
    const look = () => {
      const text = [...document.querySelectorAll('.result-window .view-line')]
        .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
        .map((line) => line.textContent.replaceAll('\\u00a0', ' '))
        .join('\\n');
      const found = ${pattern}.test(text) && text !== ${JSON.stringify(former)};
      if (found || Date.now() > end) resolve({ text, found });
      else requestAnimationFrame(look);
    };
    look();
  })`);
  assert.ok(found, `The response should come to show ${pattern}, and shows: ${text}`);
  return text;
}

/** What GraphiQL must do for a person at a browser without internet, on any server that serves it. */
export function graphiqlBehaviours(name: string, start: () => Promise<GraphiQLSite>): void {
  describe(name, () => {
    let browser: Browser;
    let site: GraphiQLSite;

    before(async () => {
      browser = await launchChromium();
      site = await start();
    });
    after(async () => {
      // Either is missing where the start of it failed.
      await browser?.close();
      await site?.stop();
    });

    test('it opens with its editor and the three first tabs, and sends requests only to our server', async (t) => {
      const { page, outside, errors } = await openPage(t, browser, site.url);
      await page.locator('.graphiql-query-editor .view-lines').waitFor();
      for (const { tab } of [site.query, site.mutation, site.subscription]) {
        await tabButton(page, tab).waitFor();
      }
      await page.waitForLoadState('networkidle');
      assert.deepEqual(outside, []);
      assert.deepEqual(errors, []);
    });

    test('its documentation explorer shows the fields of the schema and what they mean', async (t) => {
      const { page, outside } = await openPage(t, browser, site.url);
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      const explorer = page.locator('.graphiql-doc-explorer');
      await explorer.getByRole('link', { name: 'Query', exact: true }).click();
      await explorer.getByText(site.docs.description).waitFor();
      await explorer.getByRole('link', { name: site.docs.field, exact: true }).waitFor();
      assert.deepEqual(outside, []);
    });

    test('it runs a query', async (t) => {
      const { page, outside, errors } = await openPage(t, browser, site.url);
      await openTab(page, site.query.tab);
      await run(page);
      await expectResponse(page, site.query.shows);
      assert.deepEqual(outside, []);
      assert.deepEqual(errors, []);
    });

    test('it runs a mutation', async (t) => {
      const { page, errors } = await openPage(t, browser, site.url);
      await openTab(page, site.mutation.tab);
      await run(page);
      await expectResponse(page, site.mutation.shows);
      assert.deepEqual(errors, []);
    });

    test('it shows the results of a subscription live, until it is stopped', async (t) => {
      const { page, outside, errors } = await openPage(t, browser, site.url);
      const socket = page.waitForEvent('websocket');
      await openTab(page, site.subscription.tab);
      await run(page);
      let shown: string | undefined;
      for (let result = 0; result < 3; result++) {
        shown = await expectResponse(page, site.subscription.shows, shown);
      }
      const closed = (await socket).waitForEvent('close');
      await page.getByRole('button', { name: /^Stop query/ }).click();
      await closed;
      assert.deepEqual(outside, []);
      assert.deepEqual(errors, []);
    });

    test('it marks a mistake in a query while it is typed', async (t) => {
      const { page, errors } = await openPage(t, browser, site.url);
      await page.getByRole('button', { name: 'New tab' }).click();
      const editor = page.locator('.graphiql-query-editor');
      await editor.locator('.view-lines').click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText('{ noSuchField }');
      await editor.locator('.squiggly-error').first().waitFor();
      assert.deepEqual(errors, []);
    });
  });
}
