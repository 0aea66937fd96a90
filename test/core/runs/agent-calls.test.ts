import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pino } from 'pino';
import { tracedCalls } from '../../../src/core/runs/agent-calls.js';
import { newRun } from '../../../src/core/runs/new-run.js';
import { beginRunTrace } from '../../../src/core/runs/run-trace.js';
import { CallFailure } from '../../../src/ocs/call-failure.js';
import type { OcsClient } from '../../../src/ocs/client.js';
import type { OpsReply } from '../../../src/ocs/protocol.js';

const [INFO, WARN] = [30, 40];

it('a call that fails again and again for the same reason is in the log once', async () => {
  const lines: { level: number; msg: string; call: string; reason: string; run: string }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const run = newRun(new Date(0), {
    ...{ action: 'RUN', operation: 'take_noise', params: {}, requestedBy: null, via: 'GRAPHQL' },
    ...{ timeoutSeconds: 60, targets: [] },
  });
  let answer = (): OpsReply => ({ code: 0, message: '', session: null });
  const client = { status: async () => answer() } as unknown as OcsClient;
  const { status } = tracedCalls(
    client,
    beginRunTrace({ run, request: undefined, isResumed: false, logger }),
  );
  const ask = () => status('observatory.s2', 'take_noise').catch((error: CallFailure) => error.message);

  await ask();
  answer = () => {
    throw new CallFailure('unanswered', 'no answer within 10 s');
  };
  for (let count = 0; count < 100; count += 1) assert.equal(await ask(), 'no answer within 10 s');
  answer = () => ({ code: -1, message: 'x'.repeat(10_000), session: null });
  for (let count = 0; count < 100; count += 1) await ask();
  assert.deepEqual(
    lines.map(({ level, msg, call, run }) => ({ level, msg, call, run })),
    ['a call to an agent failed', 'an agent has refused a call'].map((msg) => ({
      ...{ level: WARN, msg, call: 'status', run: run.id },
    })),
  );
  assert.ok(lines.every(({ reason, level }) => reason.length < 510 && level > INFO));

  answer = () => ({ code: 0, message: '', session: null });
  await ask();
  answer = () => {
    throw new CallFailure('unanswered', 'no answer within 10 s');
  };
  await ask();
  assert.equal(lines.length, 3, 'it has answered in the meantime');
});
