import { startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { launchChromium } from './chromium.js';

/** Writes the pictures of the monitor in `docs/`: sixteen simulated slots that do a night's work, with faults. */
const product = await startProduct({ slots: 16, timeScale: 0.5, expireTimeMs: 8000, lostSeconds: 600 });
const browser = await launchChromium();
try {
  const slotOf = (name: string) => product.controllers.find(({ streamId }) => streamId === name);
  const run = (operation: string, streamIds: readonly string[], params = {}, stage = 'STARTED') =>
    product.ask(
      `mutation ($operation: String!, $streamIds: [ID!], $params: JSON, $stage: RunStage!) {
        runOperation(operation: $operation, streamIds: $streamIds, params: $params, waitFor: $stage, waitSeconds: 60) { id }
      }`,
      { operation, streamIds, params, stage },
    );
  slotOf('ufm_mv17')?.fault({
    kind: 'raise',
    operation: 'take_noise',
    message: 'band 3 has no tracking channels',
  });
  const names = product.controllers.map(({ streamId }) => streamId);
  await run('take_noise', names, { duration: 4 }, 'FINISHED');
  const reason = 'warm amplifier';
  await product.ask(
    `mutation { setOutOfService(streamIds: ["ufm_mv15"], reason: "${reason}", by: "day shift") { id } }`,
  );
  await run('stream', ['ufm_mv5', 'ufm_mv12', 'ufm_mv23', 'ufm_mv33', 'ufm_mv35', 'ufm_uv31', 'ufm_uv38']);
  await run('take_iv', ['ufm_mv27', 'ufm_uv42']);
  slotOf('ufm_uv38')?.fault({ kind: 'silent' });
  for (const colorScheme of ['dark', 'light'] as const) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
    await page.goto(`${product.origin}/`);
    await page.getByText(/^● Live/).waitFor();
    await page.getByText('take_iv').first().waitFor();
    await page.getByRole('button', { name: '1 expired' }).waitFor();
    const name = colorScheme === 'dark' ? 'monitor' : 'monitor-light';
    await page.screenshot({ path: `${projectRoot}/docs/${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
  await product.close().catch(() => {});
}
process.exit();
