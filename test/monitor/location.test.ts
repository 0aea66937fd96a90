import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hrefOf } from '../../monitor/location/location.js';

test('an address has the commas of its lists as they are, and means the same', () => {
  const params = { selected: 's2,s3', filter: '%2C & ,', note: '100 %, a+b' };
  const address = hrefOf('runs', params);
  assert.match(address, /selected=s2,s3&/);
  assert.deepEqual(Object.fromEntries(new URLSearchParams(address)), { view: 'runs', ...params });
});
