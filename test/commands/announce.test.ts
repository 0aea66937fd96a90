import assert from 'node:assert/strict';
import { it } from 'node:test';
import { announce } from '../../src/commands/announce.js';

/** Announces, and gives what was printed before and after the first look at the network. */
async function printed(isTTY: boolean) {
  let text = '';
  let complete = () => {};
  const scan = {
    done: () =>
      new Promise<void>((resolve) => {
        complete = resolve;
      }),
  };
  const stdout = {
    isTTY,
    write(one: string | Uint8Array) {
      text += one;
      return true;
    },
  };
  announce('listening\n', scan, stdout);
  const before = text;
  complete();
  await new Promise((resolve) => setImmediate(resolve));
  return [before, text];
}

it('on a terminal the address is printed after the log of the start, otherwise at once', async () => {
  assert.deepEqual(await printed(true), ['', 'listening\n']);
  assert.deepEqual(await printed(false), ['listening\n', 'listening\n']);
});
