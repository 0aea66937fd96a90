import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { problemsOf, serveConfigOf } from '../sources.js';

const ROUTER = '--site none --site-hub ws://localhost:8001/ws';
const DATABASE_URL = 'postgres://smurf:not-for-you@db/runs';

const placeOf = (options: string, env: Readonly<Record<string, string>>) =>
  serveConfigOf(`${ROUTER} ${options}`, { env }).storage;

describe('the place where serve stores its runs', () => {
  it('is the folder of the option, or else of the variable', () => {
    const env = { MULTISMURF_DATA_DIR: '/data', HOME: '/home/smurf' };
    assert.deepEqual(placeOf('--data-dir /mnt/runs', env), { kind: 'folder', path: '/mnt/runs' });
    assert.deepEqual(placeOf('', env), { kind: 'folder', path: '/data' });
  });

  it('is by default the folder of the XDG rules', () => {
    const path = (env: Readonly<Record<string, string>>) => placeOf('', { MULTISMURF_DATA_DIR: '', ...env });
    const state = { kind: 'default folder', path: '/state/multismurf' } as const;
    const ofHome = { kind: 'default folder', path: '/home/smurf/.local/state/multismurf' } as const;
    assert.deepEqual(path({ XDG_STATE_HOME: '/state', HOME: '/home/smurf' }), state);
    assert.deepEqual(path({ HOME: '/home/smurf' }), ofHome);
    assert.deepEqual(path({ XDG_STATE_HOME: 'relative', HOME: '/home/smurf' }), ofHome);
    assert.deepEqual(path({}), { kind: 'default folder', path: null });
  });

  it('is a database if DATABASE_URL names one; its password is not shown', () => {
    const place = placeOf('', { DATABASE_URL, MULTISMURF_DATA_DIR: '/data' });
    assert.equal(place.kind === 'postgres' && place.url.reveal(), DATABASE_URL);
    assert.doesNotMatch(JSON.stringify(place), /not-for-you/);
  });

  it('is rejected if there are two, or if the database is not PostgreSQL', () => {
    const problems = (options: string, url: string) =>
      problemsOf(`serve ${ROUTER} ${options}`, { env: { DATABASE_URL: url } }).map(({ message }) => message);
    assert.match(
      problems('--data-dir /mnt/runs', DATABASE_URL)[0] ?? '',
      /a database for the runs, got both/,
    );
    assert.match(problems('', 'mysql://db/runs')[0] ?? '', /begins with postgres:/);
    assert.deepEqual(problems('', 'mysql://:secret@db').join().includes('secret'), false);
  });
});
