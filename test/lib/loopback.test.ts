import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isLoopbackHost } from '../../src/lib/loopback.js';

it('addresses that only this machine can reach are loopback, in every notation', () => {
  const loopback = [
    ...['localhost', 'LOCALHOST', 'LocalHost', '127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '[::1]'],
    ...['0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::FFFF:127.0.0.2', '[::ffff:7f00:1]'],
  ];
  for (const host of loopback) assert.equal(isLoopbackHost(host), true, host);
});

it('no other address or name is loopback', () => {
  const others = [
    ...['0.0.0.0', '::', '128.0.0.1', '10.0.0.1', '::2', '::ffff:10.0.0.1', 'example.org', ''],
    ...['localhost.example.org', '127.0.0.1.example.org', '127.0.0', 'notlocalhost'],
  ];
  for (const host of others) assert.equal(isLoopbackHost(host), false, host);
});
