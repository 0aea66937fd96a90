import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { describe, it } from 'node:test';
import { createLogOutput } from '../../src/lib/log-output.js';
import { createLogger } from '../../src/lib/logger.js';

/** A log file whose disk a test can fill up. */
function createFile({ isTTY = false } = {}) {
  const file = {
    text: '',
    full: false,
    stream: {
      isTTY,
      writableLength: 0,
      on() {},
      write(text: string, done: (error?: Error) => void) {
        if (!file.full) file.text += text;
        const error = file.full
          ? Object.assign(new Error('write'), { code: 'ENOSPC', errno: -constants.errno.ENOSPC })
          : undefined;
        queueMicrotask(() => done(error));
      },
    },
    messages: () =>
      file.text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).msg),
  };
  return file;
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a log', () => {
  it('is readable on a terminal, and executes no control characters of agents', async () => {
    const file = createFile({ isTTY: true });
    const logger = createLogger('info', createLogOutput(file.stream));
    logger.warn({ router: 'ws://a:8001/ws', reason: 'no way\u001b[2J', slots: 3 }, 'not \u001b[31mjoined');
    logger.error({ err: new Error('stuck') }, 'could not be closed');
    await turn();
    const [first = '', second = '', third = '', ...stack] = file.text.split('\n');
    assert.match(first, /^\d\d:\d\d:\d\d WARN {2}not {2}\[31mjoined router=ws:\/\/a:8001\/ws /);
    assert.ok(first.endsWith('reason="no way\\u001b[2J" slots=3'), first);
    assert.match(second, /^\d\d:\d\d:\d\d ERROR could not be closed$/);
    assert.equal(third, '    Error: stuck');
    assert.match(stack[0] ?? '', /^ {8}at /);
  });

  it('counts lines that cannot be written to a full disk, and reports them when writing works again', async () => {
    const file = createFile();
    const output = createLogOutput(file.stream);
    const logger = createLogger('info', output);
    logger.info('before');
    await turn();
    assert.deepEqual(output.degraded, []);

    file.full = true;
    for (let line = 0; line < 3; line++) {
      logger.info('lost');
      await turn();
    }
    assert.deepEqual(output.degraded, ['log: 3 lines were dropped: no space left on device']);

    file.full = false;
    // The last line may have been cut short.
    file.text += '{"level":30,"ms';
    logger.info('after');
    await turn();
    assert.deepEqual(output.degraded, []);
    file.text = file.text.replace('{"level":30,"ms\n', '');
    assert.deepEqual(file.messages(), [
      'before',
      'log: 3 lines were dropped: no space left on device',
      'after',
    ]);
  });

  it('that nobody reads stores a limited number of lines', async () => {
    const stream = {
      writableLength: 0,
      on() {},
      write(text: string) {
        stream.writableLength += text.length;
      },
    };
    const output = createLogOutput(stream);
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 5000; count++) output.write(line);
    assert.ok(stream.writableLength < 2 * 1024 * 1024, `${stream.writableLength}`);
    assert.match(output.degraded.join(), /^log: \d+ lines were dropped: the reader of the log is too slow$/);
  });

  it('never throws, whatever it gets', async () => {
    const file = createFile();
    const output = createLogOutput(file.stream);
    const logger = createLogger('info', output);
    const odd = {
      get err() {
        throw new Error('no');
      },
    };
    logger.info(odd, 'odd');
    logger.child({ part: 'one' }).info(odd, 'odd');
    assert.deepEqual(output.degraded, ['log: 2 lines were dropped: the line could not be created']);
    logger.info('well');
    await turn();
    assert.equal(file.messages().at(-1), 'well');
  });
});
