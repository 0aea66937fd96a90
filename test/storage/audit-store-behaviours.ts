import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { AuditFilter, AuditPage, AuditStore } from '../../src/core/audit/audit-store.js';
import { auditRecord } from '../core/audit/entries.js';

const START = Date.parse('2026-11-25T04:00:00Z');
const at = (minutes: number) => new Date(START + minutes * 60_000);

/** A record of one moment. */
const moment = (id: string, minutes: number, change: Parameters<typeof auditRecord>[1] = {}) =>
  auditRecord(id, { firstTime: at(minutes), lastTime: at(minutes), ...change });

const ids = ({ records }: AuditPage) => records.map(({ id }) => id).join('');

/** The tests of every store of audit records. @param make returns a new, empty store */
export function auditStoreBehaviours(name: string, make: (t: TestContext) => Promise<AuditStore>): void {
  describe(`a store of audit records (${name})`, () => {
    it('returns what was stored, newest first', async (t) => {
      const store = await make(t);
      const a = moment('a', 0, { who: null, isVerified: false, address: null, summary: null, via: 'OCS' });
      const b = moment('b', 1, { outcome: 'FORBIDDEN' });
      await store.put([b]);
      await store.put([a]);
      assert.deepEqual((await store.list({}, { first: 5 })).records, [b, a]);
    });

    it('replaces a record by one with a higher count, and never by an older one', async (t) => {
      const store = await make(t);
      const first = moment('a', 0, { outcome: 'FORBIDDEN' });
      const third = { ...first, count: 3, lastTime: at(9), summary: 'on ufm_mv9' };
      await store.put([first]);
      await store.put([third]);
      await store.put([{ ...first, count: 2, lastTime: at(5) }]);
      assert.deepEqual((await store.list({}, { first: 5 })).records, [third]);
      assert.equal((await store.list({}, { first: 5 })).totalCount, 1);
    });

    it('stores texts of clients unchanged, but for NUL', async (t) => {
      const store = await make(t);
      const record = moment('a', 0, { who: "'; drop table audit; --", summary: 'a\nb \ud83d\ude00 %' });
      await store.put([record]);
      await store.put([moment('b', 1, { who: 'a\0b', outcome: 'X\0' })]);
      const { records } = await store.list({ who: record.who ?? '' }, { first: 5 });
      assert.deepEqual(records, [record]);
      assert.equal(ids(await store.list({}, { first: 5 })), 'ba');
    });

    it('lists the records that match', async (t) => {
      const store = await make(t);
      await store.put([
        moment('a', 0),
        moment('b', 1, { who: 'ben' }),
        moment('c', 2, { via: 'OCS', action: 'start take_iv' }),
        moment('d', 3, { address: '192.0.2.8' }),
        auditRecord('e', { firstTime: at(4), lastTime: at(6), count: 9, outcome: 'FORBIDDEN' }),
      ]);
      const matching = async (filter: AuditFilter) => {
        const page = await store.list(filter, { first: 9 });
        assert.equal(page.totalCount, page.records.length);
        return ids(page);
      };
      assert.equal(await matching({ who: 'ben' }), 'b');
      assert.equal(await matching({ via: 'OCS' }), 'c');
      assert.equal(await matching({ action: 'start take_iv', via: 'GRAPHQL' }), '');
      assert.equal(await matching({ address: '192.0.2.8' }), 'd');
      assert.equal(await matching({ outcome: 'FORBIDDEN' }), 'e');
      assert.equal(await matching({ rejected: true }), 'e');
      assert.equal(await matching({ rejected: false }), 'dcba');
      assert.equal(await matching({ since: at(5) }), 'e', 'it was asked for again later');
      assert.equal(await matching({ until: at(1) }), 'a');
      assert.equal(await matching({ since: at(1), until: at(4), rejected: false }), 'dcb');
    });

    it('lists pages forward and backward, also of records of the same moment', async (t) => {
      const store = await make(t);
      for (const id of ['a', 'b', 'c', 'd', 'e']) await store.put([moment(id, 0)]);
      const pages = async (page: Parameters<AuditStore['list']>[1]) => {
        const { records: _records, ...place } = await store.list({}, page);
        return [ids(await store.list({}, page)), place.hasPreviousPage, place.hasNextPage, place.totalCount];
      };
      assert.deepEqual(await pages({ first: 2 }), ['ed', false, true, 5]);
      assert.deepEqual(await pages({ first: 2, after: 'd' }), ['cb', true, true, 5]);
      assert.deepEqual(await pages({ first: 2, after: 'b' }), ['a', true, false, 5]);
      assert.deepEqual(await pages({ last: 2 }), ['ba', true, false, 5]);
      assert.deepEqual(await pages({ last: 2, before: 'b' }), ['dc', true, true, 5]);
      assert.deepEqual(await pages({ first: 0 }), ['', false, true, 5]);
    });

    it('rejects an unknown cursor', async (t) => {
      const store = await make(t);
      const code = 'BAD_USER_INPUT';
      await assert.rejects(store.list({}, { first: 2, after: 'x' }), {
        code,
        message: /^after is "x", but no/,
      });
      await assert.rejects(store.list({}, { last: 2, before: 'y' }), { code, message: /^before is "y"/ });
    });
  });
}
