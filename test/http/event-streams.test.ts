import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startProduct } from '../product.js';
import { until } from '../until.js';
import { asking, openAnswer, WATCH } from './ask.js';

it('a quiet event stream sends a comment within 20 s, so that proxies do not close it', async (t) => {
  const product = await startProduct({ slots: 1 });
  t.mock.timers.enable({ apis: ['setInterval'] });
  const stream = await openAnswer(product.http.url, asking(WATCH, { accept: 'text/event-stream' }));
  t.after(async () => {
    t.mock.timers.reset();
    stream.destroy();
    await product.close();
  });
  let text = '';
  stream.on('data', (chunk) => {
    text += chunk;
  });
  await until(() => text.includes('event: next'), 'the first event');
  for (let count = 0; count < 3; count++) {
    const before = text.length;
    t.mock.timers.tick(20_000);
    assert.match(await until(() => text.slice(before), 'a comment'), /^(:\n\n)+$/);
  }
});
