import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createIdentities } from '../../src/auth/identities.js';
import type { TokenFile } from '../../src/auth/token-file.js';
import { hasRole, ROLES, type Role, type Viewer } from '../../src/auth/viewer.js';
import { checkRole, ROUTES, type Route } from '../../src/http/routes.js';
import { createTopic } from '../../src/lib/topic.js';
import { type Product, startProduct } from '../product.js';
import { projectRoot } from '../project-root.js';
import { asking, codeOf, type Question, send, serveHttp } from './ask.js';

/** Every route of the server, with the role that it needs. A new route must be added here. */
const LISTED: readonly (readonly [name: Route['name'], path: string, role: Role | null])[] = [
  ['health', '/health/live', null],
  ['health', '/health/ready', null],
  ['sign-in', '/sign-in', null],
  ['sign-in', '/sign-out', null],
  ['monitor', '/', null],
  ['monitor', '/monitor/*', null],
  ['graphiql', '/graphql', null],
  ['graphiql', '/graphql/assets/*', null],
  ['graphql', '/graphql', 'viewer'],
  ['export', '/export/runs.csv', 'viewer'],
  ['export', '/export/runs/*', 'viewer'],
  ['metrics', '/metrics', 'viewer'],
];

const user = (role: Role): Viewer => ({ name: 'anna', role, operations: null, slots: null });

/** Tokens that are the names of the roles. */
const tokens: Pick<TokenFile, 'find' | 'changes'> = {
  find: (token) => (ROLES.includes(token as Role) ? user(token as Role) : null),
  changes: createTopic<void>(() => {}),
};

const QUESTIONS: Readonly<Partial<Record<Route['name'], Question>>> = {
  graphql: asking('{ __typename }'),
  graphiql: { headers: { accept: 'text/html' } },
};

let product: Product;
before(async () => {
  product = await startProduct({ slots: 1 });
});
after(() => product?.close());

describe('each route over HTTP', () => {
  it('is listed here with its role', () => {
    assert.deepEqual(
      ROUTES.map(({ name, path, role }) => [name, path, role]),
      LISTED,
    );
  });

  it('is in the docs with its role, and nothing else is', () => {
    const page = readFileSync(join(projectRoot, 'docs/multismurf-manager.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\/[\w/.*-]*)`[^|]*\| (\w+) \|/gm)].map(([, path, who]) => [
      path,
      who,
    ]);
    assert.deepEqual(
      rows,
      LISTED.map(([, path, role]) => [path, role ?? 'everybody']),
    );
  });

  for (const [name, path, needed] of LISTED) {
    it(`${path} (${name}) answers ${needed ?? 'everybody'}, and nobody else`, async (t) => {
      const { url } = await serveHttp(t, product, { identities: createIdentities({ tokens }) });
      const { headers, ...question } = QUESTIONS[name] ?? {};
      const ask = (more: Record<string, string>) =>
        send(new URL(path.replace('*', 'x'), url).href, { ...question, headers: { ...headers, ...more } });
      const nobody = await ask({});
      if (needed === null) {
        assert.ok(![401, 403].includes(nobody.status), `${nobody.status}`);
        return;
      }
      assert.deepEqual([nobody.status, codeOf(nobody)], [401, 'UNAUTHENTICATED']);
      for (const role of ROLES) {
        const { status } = await ask({ authorization: `Bearer ${role}` });
        if (hasRole(user(role), needed)) assert.ok(![401, 403].includes(status), `${role}: ${status}`);
        else assert.equal(status, 403, role);
      }
    });
  }

  it('that needs another role says which one', () => {
    const route = { name: 'export', path: '/export/runs.csv', role: 'administrator' } as const;
    assert.equal(checkRole(route, user('administrator')), null);
    assert.deepEqual(checkRole(route, user('operator')), {
      code: 'FORBIDDEN',
      message: '/export/runs.csv requires the role administrator, but anna has the role operator.',
    });
  });

  it('that is not listed does not exist, with and without a token', async (t) => {
    const { url } = await serveHttp(t, product, { identities: createIdentities({ tokens }) });
    for (const path of [
      '/export/runs',
      '/export/runs.csvx',
      '/exports',
      '/health',
      '/monitor',
      '/graphql/x',
    ]) {
      for (const authorization of ['', 'Bearer administrator']) {
        const answer = await send(new URL(path, url).href, { headers: { authorization } });
        assert.deepEqual([answer.status, codeOf(answer)], [404, 'NOT_FOUND'], path);
      }
    }
  });
});
