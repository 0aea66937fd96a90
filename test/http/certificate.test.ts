import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { openCertificate } from '../../src/http/certificate.js';
import { silentLogger } from '../../src/lib/logger.js';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { within } from '../until.js';
import { createVirtualClock } from '../virtual-clock.js';
import { initialise, JSON_HEADERS, openSocket, SLOTS, sendRaw, serveHttp } from './ask.js';

/** Two certificates of localhost that sign themselves, only for these tests. They are valid until 2126. */
const FOLDER = join(projectRoot, 'test', 'http', 'tls');
const pem = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const CA = [pem('cert.pem'), pem('other-cert.pem')];

/** A certificate in a folder of its own, where it can be replaced. */
async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'multismurf-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const put = (prefix: string, parts: readonly (keyof typeof files)[] = ['cert', 'key']) => {
    for (const part of parts) copyFileSync(join(FOLDER, `${prefix}${part}.pem`), files[part]);
  };
  put('');
  const certificate = await openCertificate({ files, clock: createVirtualClock(), logger: silentLogger });
  t.after(() => certificate.close());
  return { certificate, put, files };
}

describe('a certificate', () => {
  it('is read again when its files have been replaced', async (t) => {
    const { certificate, put } = await open(t);
    let changes = 0;
    certificate.changes.listen(() => {
      changes += 1;
    });
    await certificate.look();
    assert.equal(changes, 0);
    put('other-');
    await certificate.look();
    assert.equal(changes, 1);
    assert.equal(certificate.current.cert, pem('other-cert.pem'));
  });

  it('stays while the new files do not belong together, which is a problem until they do', async (t) => {
    const { certificate, put } = await open(t);
    put('other-', ['cert']);
    await certificate.look();
    assert.equal(certificate.current.cert, pem('cert.pem'));
    assert.match(certificate.problem ?? '', /cannot be used, so the server keeps the old one/);
    put('other-', ['key']);
    await certificate.look();
    assert.equal(certificate.current.cert, pem('other-cert.pem'));
    assert.equal(certificate.problem, null);
  });

  it('that cannot be used at the start is an error', async (t) => {
    const { put, files } = await open(t);
    put('other-', ['cert']);
    const opening = openCertificate({ files, clock: createVirtualClock(), logger: silentLogger });
    await assert.rejects(opening);
  });
});

describe('a server with a certificate', () => {
  let product: Product;
  before(async () => {
    product = await startProduct({ slots: 1 });
  });
  after(() => product?.close());

  async function ask(url: string, headers: Record<string, string> = {}) {
    const options = { method: 'POST', ca: CA, headers: { ...JSON_HEADERS, ...headers }, agent: false };
    const sent = httpsRequest(url, options);
    sent.end(JSON.stringify({ query: SLOTS }));
    const [response] = await within(once(sent, 'response'), 'an answer');
    let body = '';
    for await (const chunk of response) body += chunk;
    return { status: response.statusCode, body };
  }

  it('answers over https and wss', async (t) => {
    const { certificate } = await open(t);
    const { url } = await serveHttp(t, product, { certificate });
    assert.match(url, /^https:\/\/127\.0\.0\.1:\d+\/graphql$/);
    assert.equal((await ask(url)).status, 200);
    await initialise(await openSocket(t, url, { ca: CA }));
  });

  it('shows the new certificate to new clients once it is there', async (t) => {
    const { certificate, put } = await open(t);
    const { url } = await serveHttp(t, product, { certificate });
    const { hostname, port } = new URL(url);
    const shown = async () => {
      const socket = connectTls({ host: hostname, port: Number(port), ca: CA });
      await within(once(socket, 'secureConnect'), 'a TLS connection');
      const { raw } = socket.getPeerCertificate();
      socket.destroy();
      return raw.toString('base64').slice(0, 60);
    };
    const old = await shown();
    put('other-');
    await certificate.look();
    assert.notEqual(await shown(), old);
  });

  it('accepts its own page over https, and not that of the same host over http', async (t) => {
    const { certificate } = await open(t);
    const { url } = await serveHttp(t, product, { certificate });
    const { host } = new URL(url);
    assert.equal((await ask(url, { origin: `https://${host}` })).status, 200);
    const { status, body } = await ask(url, { origin: `http://${host}` });
    assert.equal(status, 403);
    assert.match(body, /--allow-origin/);
  });

  it('closes a connection that does not speak TLS, and serves the others', async (t) => {
    const { certificate } = await open(t);
    const { url } = await serveHttp(t, product, { certificate });
    await sendRaw(url, 'GET /graphql HTTP/1.1\r\nHost: localhost\r\n\r\n').catch(() => {});
    assert.equal((await ask(url)).status, 200);
  });
});
