import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Presets } from '../../src/core/presets.js';
import { problem } from '../../src/core/slots/problem.js';
import { createTopic } from '../../src/lib/topic.js';
import { startObservatory } from '../core/observatory.js';
import { inProcess } from './in-process.js';

it('presets are listed with their slots, parameters and options, and the mistakes in their file are problems', async (t) => {
  const presets: Presets = {
    list: [
      {
        ...{ name: 'noise', description: 'a short noise', operation: 'take_noise', streamIds: ['tube1'] },
        ...{ params: { duration: 5 }, options: { maxConcurrency: '25%' } },
      },
    ],
    problems: [problem({ code: 'PRESET_INVALID', message: 'presets.yaml:3: iv: …', since: new Date(0) })],
    changes: createTopic(() => {}),
  };
  const { core } = await startObservatory(t);
  const { ask } = inProcess({ ...core, presets });
  const fields = 'name description operation streamIds params options';
  assert.deepEqual(await ask(`{ presets { ${fields} } network { problems { code severity message } } }`), {
    presets: [
      {
        ...{ name: 'noise', description: 'a short noise', operation: 'take_noise', streamIds: ['tube1'] },
        ...{ params: { duration: 5 }, options: { maxConcurrency: '25%' } },
      },
    ],
    network: {
      problems: [{ code: 'PRESET_INVALID', severity: 'WARNING', message: 'presets.yaml:3: iv: …' }],
    },
  });
});
