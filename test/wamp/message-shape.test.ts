import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkShape } from '../../src/wamp/message-shape.js';

describe('the shape of a message', () => {
  for (const message of [
    [2, 1, { roles: {} }],
    [8, 48, 1, {}, 'wamp.error.canceled'],
    [35, 1],
    [35, 0, { subscription: 5, reason: 'revoked' }],
    [36, 1, 2, {}, ['x'], { k: 1 }],
    [50, 1, {}],
    [6, {}, 'wamp.close.system_shutdown'],
    [99, 'an unknown code'],
  ]) {
    it(`is valid: ${JSON.stringify(message)}`, () => checkShape(message));
  }

  for (const message of [
    [8],
    [8, 48, {}, {}, 'x'],
    [35, 0, {}],
    [36, 1, 2],
    [50, {}, {}],
    [6],
    [6, {}, 5],
    [67, 0],
  ]) {
    it(`is rejected: ${JSON.stringify(message)}`, () => {
      assert.throws(() => checkShape(message), /element \d of WAMP message \d+ is not valid/);
    });
  }
});
