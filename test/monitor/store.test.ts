import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createStore } from '../../monitor/shared/store.js';

/** A browser whose time the test sets: it draws a frame each 16 ms. */
function browser(t: TestContext) {
  const real = { setTimeout, clearTimeout };
  let now = 0;
  let last = 0;
  const due = new Map<number, { readonly at: number; readonly act: () => void }>();
  function after(act: () => void, ms: number): number {
    last += 1;
    due.set(last, { at: now + ms, act });
    return last;
  }
  const forget = (id: number) => void due.delete(id);
  t.mock.method(performance, 'now', () => now);
  Object.assign(globalThis, {
    setTimeout: after,
    clearTimeout: forget,
    requestAnimationFrame: (act: () => void) => after(act, 16),
    cancelAnimationFrame: forget,
  });
  t.after(() => Object.assign(globalThis, real));
  return {
    pass(ms: number): void {
      for (const end = now + ms; now < end; now += 1) {
        for (const [id, { at, act }] of due) {
          if (at !== now) continue;
          due.delete(id);
          act();
        }
      }
    },
  };
}

describe('a store of the page', () => {
  it('reports a change with the next frame', (t) => {
    const { pass } = browser(t);
    const store = createStore(0);
    const seen: number[] = [];
    store.listen(() => seen.push(store.value));
    store.update(() => 1);
    assert.equal(store.value, 0);
    pass(20);
    assert.deepEqual(seen, [1]);
  });

  it('has the latest value at once, for a key that somebody presses before the page shows it', (t) => {
    browser(t);
    const store = createStore(0);
    store.update(() => 1);
    assert.deepEqual([store.value, store.latest], [0, 1]);
  });

  it('reports a burst about ten times a second, and its last change too', (t) => {
    const { pass } = browser(t);
    const store = createStore(0);
    const seen: number[] = [];
    store.listen(() => seen.push(store.value));
    for (let change = 1; change <= 1000; change += 1) {
      store.update(() => change);
      pass(1);
    }
    pass(300);
    assert.ok(seen.length >= 8 && seen.length <= 11, `${seen.length} reports`);
    assert.equal(seen.at(-1), 1000);
  });

  it('reports nothing if a change gives the same value', (t) => {
    const { pass } = browser(t);
    const store = createStore(0);
    const seen: number[] = [];
    store.listen(() => seen.push(store.value));
    store.update((value) => value);
    pass(300);
    assert.deepEqual(seen, []);
  });
});
