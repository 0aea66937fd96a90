import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCorpus } from './engine/corpus.js';
import { atRest, findLeft } from './engine/growth.js';
import { openTrial } from './engine/trial.js';
import { targets } from './targets/targets.js';

describe('all inputs of the corpus, which include the inputs that found a fault before', () => {
  for (const [name, load] of Object.entries(targets)) {
    it(`cause no fault in ${name}, and leave nothing behind`, async () => {
      const subject = await (await load()).open();
      const trial = openTrial(subject);
      try {
        const before = await atRest(subject);
        for (const input of readCorpus(name)) {
          assert.equal(await trial.run(input), null, JSON.stringify(input).slice(0, 500));
        }
        await subject.check();
        assert.deepEqual(findLeft(before, await atRest(subject, before.counts)), []);
      } finally {
        trial.close();
        await subject.close();
      }
    });
  }
});
