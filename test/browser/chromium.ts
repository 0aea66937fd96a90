import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CERTIFICATE } from '../http/tls/certificate.js';

const EXECUTABLE = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * The key of the tests' certificate, which the browser trusts, as a site's browsers trust the site's. With
 * `ignoreHTTPSErrors` instead, Chromium sends each request again after each error, and on a busy machine it
 * sometimes gives up with ERR_TOO_MANY_RETRIES.
 */
const TRUSTED = createHash('sha256')
  .update(
    new X509Certificate(readFileSync(CERTIFICATE)).publicKey.export({
      type: 'spki',
      format: 'der',
    }),
  )
  .digest('base64');

/** Longest wait for anything on a page, in milliseconds: the first load compiles 5 MB of scripts. */
const PATIENCE = 20_000;

/**
 * Starts the system's Chromium, in a profile of its own, able to reach nothing but this machine.
 *
 * @param names more names of this machine
 */
export async function launchChromium(names: readonly string[] = []): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(
      `The browser tests need Chromium, and there is none at ${EXECUTABLE}. On Debian or Ubuntu install it ` +
        'with `apt-get update && apt-get install -y chromium`; elsewhere set CHROMIUM to the path of a ' +
        'Chromium or Chrome.',
    );
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--ignore-certificate-errors-spki-list=${TRUSTED}`,
      `--host-resolver-rules=${[
        ...names.map((name) => `MAP ${name} 127.0.0.1`),
        'MAP * ~NOTFOUND',
        'EXCLUDE 127.0.0.1',
        'EXCLUDE localhost',
      ].join(', ')}`,
    ],
  });
}

/** A page, and what went on behind it. */
export interface WatchedPage {
  readonly page: Page;
  /** Addresses outside this machine that the page requested. There must be none. */
  readonly outside: readonly string[];
  /** Errors on the page's console, uncaught ones and refusals of its security policy among them. */
  readonly errors: readonly string[];
}

/** A page as a first visitor sees it: nothing remembered from another test, closed when the test ends. */
export async function openPage(
  t: TestContext,
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, ...options });
  t.after(() => context.close());
  context.setDefaultTimeout(PATIENCE);

  const outside: string[] = [];
  const errors: string[] = [];
  await context.route(
    (address) => isOutside(address.href),
    (route) => {
      outside.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (isOutside(socket.url())) outside.push(socket.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(url);
  return { page, outside, errors };
}

function isOutside(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return /^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && hostname !== 'localhost';
}
