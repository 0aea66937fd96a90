import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JsonPointerError, resolvePointer } from '../../src/lib/json-pointer.js';

/** The document and the pointers of RFC 6901, section 5. */
const DOCUMENT = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};

describe('a JSON pointer', () => {
  it('follows RFC 6901', () => {
    const examples: [string, unknown][] = [
      ['', DOCUMENT],
      ['/foo', ['bar', 'baz']],
      ['/foo/0', 'bar'],
      ['/', 0],
      ['/a~1b', 1],
      ['/c%d', 2],
      ['/e^f', 3],
      ['/g|h', 4],
      ['/i\\j', 5],
      ['/k"l', 6],
      ['/ ', 7],
      ['/m~0n', 8],
    ];
    for (const [pointer, value] of examples)
      assert.deepEqual(resolvePointer(DOCUMENT, pointer), value, pointer);
  });

  it('reads ~01 as ~1, not as a slash', () => {
    assert.equal(resolvePointer({ '~1': 'tilde one' }, '/~01'), 'tilde one');
  });

  it('returns nothing for a missing member', () => {
    for (const pointer of ['/gone', '/foo/2', '/foo/-', '/foo/0/0', '/a~1b/c']) {
      assert.equal(resolvePointer(DOCUMENT, pointer), undefined, pointer);
    }
    assert.equal(resolvePointer(null, '/a'), undefined);
  });

  it('finds only own members of the document', () => {
    for (const pointer of ['/constructor', '/__proto__', '/foo/map', '/foo/length', '/toString']) {
      assert.equal(resolvePointer(DOCUMENT, pointer), undefined, pointer);
    }
  });

  it('is refused if it is invalid, with the correct form', () => {
    for (const pointer of ['foo', 'foo/0', '/a~', '/a~2b']) {
      assert.throws(() => resolvePointer(DOCUMENT, pointer), JsonPointerError, pointer);
    }
    assert.throws(
      () => resolvePointer(DOCUMENT, 'foo'),
      /"foo" is not a JSON pointer: use a form such as \//,
    );
  });
});
