import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import { createAccess } from '../../src/http/access.js';
import { createClientReader } from '../../src/http/client.js';
import { systemClock } from '../../src/lib/clock.js';
import { type Product, startProduct } from '../product.js';
import { asking, codeOf, openAnswer, openSocket, SLOTS, send, serveHttp, WATCH } from './ask.js';

const PROXY = '10.0.0.7';
const TRUSTED = ['10.0.0.0/8', 'fd00::1', 'loopback'];

/** Who sends a request with these headers, for a server that trusts some proxies. */
function read(remoteAddress: string, headers: Record<string, string>, trustedProxies = TRUSTED) {
  return createClientReader({ trustedProxies })({ headers, socket: { remoteAddress } });
}

const addressBehind = (forwarded: string, remoteAddress = PROXY) =>
  read(remoteAddress, { 'x-forwarded-for': forwarded }).address;

describe('the address of a client', () => {
  it('is the last one in X-Forwarded-For that is no trusted proxy', () => {
    assert.equal(addressBehind('192.0.2.1'), '192.0.2.1');
    assert.equal(addressBehind('192.0.2.1, 10.1.1.1,127.0.0.1'), '192.0.2.1');
    assert.equal(addressBehind('192.0.2.1', 'fd00::1'), '192.0.2.1');
    assert.equal(addressBehind('2001:db8::1', '::1'), '2001:db8::1');
    assert.equal(addressBehind('192.0.2.1', '::ffff:10.0.0.7'), '192.0.2.1');
  });

  it('is not one that the client has sent itself', () => {
    assert.equal(addressBehind('198.51.100.9, 192.0.2.1'), '192.0.2.1');
    assert.equal(addressBehind('10.1.1.1, 192.0.2.1, 10.2.2.2'), '192.0.2.1');
    assert.equal(addressBehind('198.51.100.9', '192.0.2.1'), '192.0.2.1');
  });

  it('is that of the last known proxy if the header has no address', () => {
    for (const odd of ['', 'unknown', '_hidden', '192.0.2.1, unknown', '1.2.3.4.5']) {
      assert.equal(addressBehind(odd), PROXY, odd);
    }
    assert.equal(addressBehind('192.0.2.1, unknown, 10.1.1.1'), '10.1.1.1');
    assert.equal(addressBehind('10.1.1.1, 10.2.2.2'), '10.1.1.1');
  });

  it('has no port, no zone and no IPv6 notation of an IPv4 address', () => {
    assert.equal(addressBehind('192.0.2.1:4711'), '192.0.2.1');
    assert.equal(addressBehind('[2001:db8::1]:4711'), '2001:db8::1');
    assert.equal(addressBehind('fe80::1%eth0'), 'fe80::1');
    assert.equal(read('::ffff:192.0.2.1', {}).address, '192.0.2.1');
  });
});

describe('the scheme and the host of a client', () => {
  const forwarded = {
    host: '127.0.0.1:4000',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'daq.example',
  };

  it('are those that a trusted proxy reports last', () => {
    assert.deepEqual(read(PROXY, forwarded), { address: PROXY, isSecure: true, host: 'daq.example' });
    const appended = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'evil.example, daq.example' };
    assert.deepEqual(read(PROXY, appended), { address: PROXY, isSecure: false, host: 'daq.example' });
  });

  it('are those of the request itself without a trusted proxy, and without headers', () => {
    const direct = { isSecure: false, host: '127.0.0.1:4000' };
    assert.deepEqual(read('192.0.2.1', forwarded), { address: '192.0.2.1', ...direct });
    assert.deepEqual(read(PROXY, forwarded, []), { address: PROXY, ...direct });
    assert.deepEqual(read(PROXY, { host: '127.0.0.1:4000' }), { address: PROXY, ...direct });
    const readTls = createClientReader({ isTls: true, trustedProxies: TRUSTED });
    assert.equal(readTls({ headers: {}, socket: { remoteAddress: PROXY } }).isSecure, true);
  });
});

describe('the origin of a page behind a trusted proxy', () => {
  const { checkOrigin } = createAccess({
    ...{ host: '127.0.0.1', address: '127.0.0.1', clock: systemClock },
    identities: createIdentities({ commonToken: null }),
    readClient: createClientReader({ trustedProxies: ['loopback'] }),
    allowedHosts: ['daq.example'],
  });
  const check = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    checkOrigin({
      headers: { host: '127.0.0.1:4000', 'x-forwarded-proto': 'https', ...headers },
      socket: { remoteAddress },
    })?.message ?? null;
  const ours = { 'x-forwarded-host': 'daq.example' };

  it('is ours if it has the scheme and the host that the browser sees', () => {
    assert.equal(check({ ...ours, origin: 'https://daq.example' }), null);
    assert.match(
      check({ ...ours, origin: 'http://daq.example' }) ?? '',
      /--allow-origin http:\/\/daq\.example/,
    );
    assert.match(check({ ...ours, origin: 'https://evil.example' }) ?? '', /^Pages from https:\/\/evil/);
    assert.match(check({ origin: 'https://daq.example' }) ?? '', /^Pages from https:\/\/daq/);
  });

  it('must have an allowed name, in both headers: a page with a rebound name can send one of them', () => {
    const rebound = 'evil.example';
    assert.match(check({ 'x-forwarded-host': rebound }) ?? '', /--allow-host evil\.example/);
    assert.match(check({ ...ours, host: rebound }) ?? '', /--allow-host evil\.example/);
  });

  it('is not ours by the headers of anybody else', () => {
    assert.match(check({ ...ours, origin: 'https://daq.example' }, '192.0.2.1') ?? '', /^Pages from/);
  });
});

describe('the limit of sockets for each address', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  const watching = (address: string) =>
    asking(WATCH, { accept: 'text/event-stream', 'x-forwarded-for': address });

  it('counts the clients behind a trusted proxy one by one', async (t) => {
    const limits = { socketsPerAddress: 1 };
    const { url } = await serveHttp(t, product, { limits, trustedProxies: ['loopback'] });
    assert.equal((await openAnswer(url, watching('192.0.2.1'))).statusCode, 200);
    const second = await send(url, watching('198.51.100.9, 192.0.2.1'));
    assert.deepEqual([second.status, codeOf(second)], [503, 'OVERLOADED']);
    assert.match(
      second.body,
      /192\.0\.2\.1 has 1 connections, which is the limit \(--max-sockets-per-address\)/,
    );
    const socket = await openSocket(t, url, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    assert.equal((await socket.closed).code, 1013);
    assert.equal((await openAnswer(url, watching('192.0.2.2'))).statusCode, 200);
    assert.equal((await send(url, asking(SLOTS, { 'x-forwarded-for': '192.0.2.1' }))).status, 200);
  });

  it('ignores X-Forwarded-For by default, and the error names the option', async (t) => {
    const { url } = await serveHttp(t, product, { limits: { socketsPerAddress: 1 } });
    assert.equal((await openAnswer(url, watching('192.0.2.1'))).statusCode, 200);
    const socket = await openSocket(t, url, { headers: { 'x-forwarded-for': '192.0.2.2' } });
    assert.deepEqual(await socket.closed, {
      code: 1013,
      reason:
        '127.0.0.1 has 1 connections, which is the limit (--max-sockets-per-address; X-Forwarded-For needs --trust-proxy)',
      rest: [],
    });
  });
});
