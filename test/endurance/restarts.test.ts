import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { comeBack } from '../examples/returning-clients.js';
import { isReady, LISTENING, startNode, startProgram } from '../programs/program.js';
import { within } from '../until.js';

describe('graphql-ws, Apollo and graphql-sse reconnect by themselves', { concurrency: true }, () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`when a server is gone for 0.2 s, for 5 s, and for two minutes, after ${signal}`, (t) =>
      comeBack(t, { signal, downMs: [200, 5000, 120_000] }));
  }
});

it('the example with Apollo Client reports that its slots continue if a restarted server does not know its run', async (t) => {
  const demo = ['demo', '--slots', '1', '--log-level', 'error', '--port'];
  const first = startProgram(t, [...demo, '0']);
  const [, url = ''] = await first.line(LISTENING);
  await isReady(url);
  const program = fileURLToPath(new URL('../../examples/apollo.js', import.meta.url));
  const example = startNode(t, [program, url]);
  await example.line(/take_noise: running/);
  first.kill('SIGKILL');
  await within(first.ended, 'the end of the server');
  startProgram(t, [...demo, new URL(url).port]);
  const { code, stdout } = await within(example.ended, 'the end of the example');
  assert.equal(code, 1);
  assert.match(stdout, /^Run [0-9a-f-]+ can no longer be followed; its slots continue: .*\brun\b/m);
});
