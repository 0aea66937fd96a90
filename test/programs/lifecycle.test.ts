import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { closeAll, type Part } from '../../src/commands/lifecycle.js';
import { within } from '../until.js';
import { startNode } from './program.js';

const LIFECYCLE = new URL('../../src/commands/lifecycle.js', import.meta.url).href;
const CLOCK = new URL('../../src/lib/clock.js', import.meta.url).href;

/** A program of one part, whose `close` is the given code. Its clock is `speed` times as fast. */
const program = (close: string, speed = 1) => `
  import { untilSignal } from ${JSON.stringify(LIFECYCLE)};
  import { systemClock } from ${JSON.stringify(CLOCK)};
  const clock = { ...systemClock, after: (ms, act) => systemClock.after(ms / ${speed}, act) };
  const logger = { info() {}, error() {} };
  const alive = setInterval(() => {}, 1000);
  const part = { name: 'part', async close() { ${close} } };
  setImmediate(() => process.stdout.write('ready\\n'));
  await untilSignal([part], logger, clock);
  clearInterval(alive);
  process.stdout.write('closed\\n');
`;

describe('closing', () => {
  it('closes each part when the one before is closed, and continues after a failure, which is logged', async () => {
    const told: string[] = [];
    const part = (name: string, ms: number, error?: Error): Part => ({
      name,
      async close() {
        told.push(`${name} closes`);
        await sleep(ms);
        if (error) throw error;
        told.push(`${name} is closed`);
      },
    });
    const logged: string[] = [];
    const logger = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
    const parts = [part('first', 20), part('second', 0, new Error('stuck')), part('third', 0)];
    assert.deepEqual(await closeAll(parts, logger), ['second']);
    assert.deepEqual(told, [
      'first closes',
      'first is closed',
      'second closes',
      'third closes',
      'third is closed',
    ]);
    assert.equal(logged.length, 1);
    const { part: name, err, msg } = JSON.parse(logged[0] ?? '');
    assert.deepEqual([name, err.message, msg], ['second', 'stuck', 'could not be closed']);
  });
});

describe('a signal', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`${signal} closes everything, then the program ends by itself`, async (t) => {
      const child = startNode(t, [
        '--input-type=module',
        '-e',
        program("process.stdout.write('closing\\n');"),
      ]);
      await child.line(/ready\n/);
      child.kill(signal);
      const { code, stdout } = await within(child.ended, 'its end');
      assert.deepEqual([code, stdout], [0, 'ready\nclosing\nclosed\n']);
    });
  }

  it('ends the program with an error code if a part could not be closed', async (t) => {
    const fails = "throw new Error('stuck');";
    const child = startNode(t, ['--input-type=module', '-e', program(fails)]);
    await child.line(/ready\n/);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await within(child.ended, 'its end');
    assert.deepEqual([code, stdout], [1, 'ready\n']);
    assert.match(stderr, /Could not be closed: part\./);
  });

  it('that arrives a second time ends a program that hangs, with an error code', async (t) => {
    const hangs = "process.stdout.write('closing\\n'); await new Promise(() => {});";
    const child = startNode(t, ['--input-type=module', '-e', program(hangs)]);
    await child.line(/ready\n/);
    child.kill('SIGTERM');
    await child.line(/closing\n/);
    child.kill('SIGTERM');
    const { code, stdout } = await within(child.ended, 'its end');
    assert.deepEqual([code, stdout], [1, 'ready\nclosing\n']);
  });

  it('ends a program that hangs after ten seconds, with an error code', async (t) => {
    const hangs = program('await new Promise(() => {});', 20);
    const child = startNode(t, ['--input-type=module', '-e', hangs]);
    await child.line(/ready\n/);
    const before = Date.now();
    child.kill('SIGTERM');
    const { code, stdout } = await within(child.ended, 'its end');
    assert.deepEqual([code, stdout], [1, 'ready\n']);
    assert.ok(Date.now() - before > 450, 'a twentieth of ten seconds');
  });
});
