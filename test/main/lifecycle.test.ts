import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { closeAll, type Part } from '../../src/lifecycle.js';
import { within } from '../until.js';
import { startNode } from './program.js';

const LIFECYCLE = new URL('../../src/lifecycle.js', import.meta.url).href;

/** A program of one part, whose `close` is the given code. Its timers are `speed` times as fast. */
const program = (close: string, speed = 1) => `
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (act, ms) => setTimeout(act, ms / ${speed});
  import { untilSignal } from ${JSON.stringify(LIFECYCLE)};
  const logger = { info() {}, error() {} };
  const alive = setInterval(() => {}, 1000);
  const part = { name: 'part', async close() { ${close} } };
  setImmediate(() => process.stdout.write('ready\\n'));
  await untilSignal([part], logger);
  clearInterval(alive);
  process.stdout.write('closed\\n');
`;

describe('closing', () => {
  it('closes each part when the one before is closed, and goes on after a failure, which is logged', async () => {
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
    await closeAll([part('first', 20), part('second', 0, new Error('stuck')), part('third', 0)], logger);
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

  it('that comes a second time ends a program that hangs, without success', async (t) => {
    const hangs = "process.stdout.write('closing\\n'); await new Promise(() => {});";
    const child = startNode(t, ['--input-type=module', '-e', program(hangs)]);
    await child.line(/ready\n/);
    child.kill('SIGTERM');
    await child.line(/closing\n/);
    child.kill('SIGTERM');
    const { code, stdout } = await within(child.ended, 'its end');
    assert.deepEqual([code, stdout], [1, 'ready\nclosing\n']);
  });

  it('ends a program that hangs after ten seconds, without success', async (t) => {
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
