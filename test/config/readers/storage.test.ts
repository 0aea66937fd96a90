import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf, serveConfigOf } from '../sources.js';

const ROUTER = '--site none --site-hub ws://localhost:8001/ws';
const DATABASE_URL = 'postgres://smurf:not-for-you@db/runs';

const placeOf = (options: string, env: Readonly<Record<string, string>>) =>
  serveConfigOf(`${ROUTER} ${options}`, { env }).storage;

describe('where serve keeps its runs', () => {
  it('is the folder that is named, by option or else by variable', () => {
    const env = { MULTISMURF_DATA_DIR: '/data', HOME: '/home/smurf' };
    assert.deepEqual(placeOf('--data-dir /mnt/runs', env), { kind: 'folder', path: '/mnt/runs' });
    assert.deepEqual(placeOf('', env), { kind: 'folder', path: '/data' });
  });

  it('is otherwise the folder that XDG gives', () => {
    const path = (env: Readonly<Record<string, string>>) => placeOf('', { MULTISMURF_DATA_DIR: '', ...env });
    const state = { kind: 'default folder', path: '/state/multismurf' } as const;
    const ofHome = { kind: 'default folder', path: '/home/smurf/.local/state/multismurf' } as const;
    assert.deepEqual(path({ XDG_STATE_HOME: '/state', HOME: '/home/smurf' }), state);
    assert.deepEqual(path({ HOME: '/home/smurf' }), ofHome);
    assert.deepEqual(path({ XDG_STATE_HOME: 'relative', HOME: '/home/smurf' }), ofHome);
    assert.deepEqual(path({}), { kind: 'default folder', path: null });
  });

  it('is a database where DATABASE_URL names one, whose password does not show', () => {
    const place = placeOf('', { DATABASE_URL, MULTISMURF_DATA_DIR: '/data' });
    assert.equal(place.kind === 'postgres' && place.url.reveal(), DATABASE_URL);
    assert.doesNotMatch(JSON.stringify(place), /not-for-you/);
  });

  it('is rejected where two are named, or a database that is not PostgreSQL', () => {
    const problems = (options: string, url: string) =>
      problemsOf(`serve ${ROUTER} ${options}`, { env: { DATABASE_URL: url } }).map(({ message }) => message);
    assert.match(problems('--data-dir /mnt/runs', DATABASE_URL)[0] ?? '', /one place for runs/);
    assert.match(problems('', 'mysql://db/runs')[0] ?? '', /begins with postgres:/);
    assert.deepEqual(problems('', 'mysql://:secret@db').join().includes('secret'), false);
  });
});
