import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startProduct } from '../product.js';
import { launchChromium } from './chromium.js';
import { countWireBytes } from './wire-bytes.js';

/** For the first view, compressed: also a phone on a slow network shows the slots after some seconds. */
const MOST_BYTES = 250_000;

it('the first view loads less than 250 KB', async (t) => {
  const product = await startProduct({ slots: 4 });
  const browser = await launchChromium();
  t.after(async () => {
    await browser.close();
    await product.close();
  });
  const page = await browser.newPage();
  const loaded = await countWireBytes(await page.context().newCDPSession(page));
  await page.goto(`${product.origin}/`);
  await page.getByText(/^● Live/).waitFor();
  await page.waitForLoadState('networkidle');
  t.diagnostic(`${Math.round(loaded() / 1000)} KB`);
  assert.ok(loaded() > 50_000, 'the scripts are counted');
  assert.ok(loaded() < MOST_BYTES, `${loaded()} bytes`);
});
