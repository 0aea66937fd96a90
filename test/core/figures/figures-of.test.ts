import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figuresOf } from '../../../src/core/figures/figures-of.js';
import { SAMPLES } from './samples.js';

const MEASUREMENTS = [...Object.keys(SAMPLES), 'take_bias_waves'];

function figuresByName(operation: string, data: unknown): Record<string, string> {
  return Object.fromEntries(
    figuresOf(operation, data).map(({ name, value, unit }) => [name, `${value} ${unit ?? '-'}`]),
  );
}

describe('the figures of a session', () => {
  it('are the quantiles of the noise, with the names of the feed', () => {
    assert.deepEqual(figuresByName('take_noise', SAMPLES.take_noise), {
      white_noise_level_q10: '41.2 pA/rtHz',
      white_noise_level_q25: '47.9 pA/rtHz',
      white_noise_level_q50: '55.3 pA/rtHz',
      white_noise_level_q75: '64.1 pA/rtHz',
      white_noise_level_q90: '74.8 pA/rtHz',
      white_noise_level_total: '1496 channels',
    });
  });

  it('are the normal resistances, saturation powers and channels of an IV', () => {
    const figures = figuresByName('take_iv', SAMPLES.take_iv);
    assert.equal(Object.keys(figures).length, 12);
    assert.equal(figures['Rn_total'], '1391 channels');
    assert.equal(figures['Rn_q50'], '0.0078 ohm');
    assert.equal(figures['p_sat_q50'], '5.1e-12 W');
  });

  it('are the counts, resistances and responsivities of bias steps and bias waves', () => {
    const figures = figuresByName('take_bias_steps', SAMPLES.take_bias_steps);
    assert.equal(Object.keys(figures).length, 31);
    assert.equal(figures['biased_total'], '1312 channels');
    assert.equal(figures['biased_bg11'], '111 channels');
    assert.equal(figures['Rtes_q50'], '0.0039 ohm');
    assert.equal(figures['Rfrac_q50'], '0.5 -');
    assert.equal(figures['Si_q50'], '-7200000 1/V');
    assert.deepEqual(figuresByName('take_bias_waves', SAMPLES.take_bias_steps), figures);
  });

  it('are the channels of each bias group, and those without a group', () => {
    const figures = figuresByName('take_bgmap', SAMPLES.take_bgmap);
    assert.equal(Object.keys(figures).length, 13);
    assert.equal(figures['nchans_bg4'], '0 channels');
    assert.equal(figures['nchans_bg11'], '121 channels');
    assert.equal(figures['nchans_unassigned'], '84 channels');
  });

  it('are the channels of each band after a relock, and their sums', () => {
    const figures = figuresByName('uxm_relock', SAMPLES.uxm_relock);
    assert.equal(Object.keys(figures).length, 18);
    assert.equal(figures['alldet_total'], '1403 channels');
    assert.equal(figures['gooddet_total'], '1350 channels');
    assert.equal(figures['gooddet_band3'], '180 channels');
  });

  it('are no percentiles if no channel has a value: socs then reports 0', () => {
    const none = { name: 'Rn', quantiles: [10, 50], values: [0, 0], total: 0 };
    assert.deepEqual(figuresByName('take_iv', { quantiles: { Rn: none } }), { Rn_total: '0 channels' });
  });

  it('are only those that can be read', () => {
    const Rn = {
      quantiles: [10, '25', 50, 50, 1e9, null, 90],
      values: [1, 2, Number.NaN, 5, 6, 7, Number.MAX_VALUE],
      total: 'many',
    };
    assert.deepEqual(figuresByName('take_iv', { quantiles: { Rn, p_sat: [Rn] } }), {
      Rn_q10: '1 ohm',
      Rn_q50: '5 ohm',
    });
    assert.deepEqual(figuresByName('uxm_relock', { good_det_num: [null, 'x', 5, [7]] }), {
      gooddet_total: '5 channels',
      gooddet_band2: '5 channels',
    });
    assert.deepEqual(figuresOf('take_bgmap', { nchans_per_bg: { 0: 5, length: 3 } }), []);
  });

  it('are none for an operation that measures nothing, or with any other name', () => {
    for (const operation of ['uxm_setup', 'stream', 'constructor', '__proto__', '']) {
      assert.deepEqual(figuresOf(operation, SAMPLES.take_noise), []);
    }
  });

  it('have a description', () => {
    const describe = (operation: keyof typeof SAMPLES, name: string) =>
      figuresOf(operation, SAMPLES[operation]).find((figure) => figure.name === name)?.description;
    assert.equal(describe('take_iv', 'Rn_q50'), 'Median over the channels: normal resistance.');
    assert.equal(describe('take_iv', 'Rn_q90'), 'Percentile 90 over the channels: normal resistance.');
    assert.equal(describe('take_iv', 'Rn_total'), 'Number of channels with a measured normal resistance.');
    assert.equal(describe('take_bgmap', 'nchans_bg3'), 'Number of channels that respond to bias group 3.');
    for (const [operation, data] of Object.entries(SAMPLES)) {
      for (const { name, description } of figuresOf(operation, data)) assert.notEqual(description, name);
    }
  });

  it('are few, even if a list is long', () => {
    const long = Array.from({ length: 100_000 }, () => 1);
    const Rn = { quantiles: long.map((_, index) => index), values: long, total: 1 };
    for (const operation of MEASUREMENTS) {
      const data = {
        ...{ biased_per_bg: long, nchans_per_bg: long, all_det_num: long, good_det_num: long },
        quantiles: { Rn, p_sat: Rn, white_noise_level: Rn, Rfrac: Rn, Si: Rn, Rtes: Rn },
      };
      const names = figuresOf(operation, data).map(({ name }) => name);
      assert.ok(names.length > 0 && names.length <= 50, `${operation}: ${names.length}`);
      assert.equal(new Set(names).size, names.length);
    }
  });

  it('are finite and have unique names, regardless of the data', () => {
    for (const operation of MEASUREMENTS) {
      const sample: unknown = SAMPLES[operation as keyof typeof SAMPLES] ?? SAMPLES.take_bias_steps;
      for (const data of changedSomewhere(sample)) {
        const figures = figuresOf(operation, data);
        assert.ok(figures.every(({ value }) => Number.isFinite(value)));
        assert.equal(new Set(figures.map(({ name }) => name)).size, figures.length);
      }
    }
  });
});

const ODD = [
  ...[undefined, null, true, '', 'NaN', 5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 70n, Symbol('s')],
  ...[
    [],
    [null],
    [[1]],
    {},
    { length: 3 },
    { total: {} },
    new Date(0),
    new Uint8Array([1]),
    Object.create(null),
  ],
  () => {},
];

/** The value with one part of it, at any depth, replaced by each odd value. */
function* changedSomewhere(value: unknown): Iterable<unknown> {
  yield* ODD;
  if (Array.isArray(value)) {
    for (const index of value.keys()) {
      for (const part of changedSomewhere(value[index])) yield value.with(index, part);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, held] of Object.entries(value)) {
      for (const part of changedSomewhere(held)) yield { ...value, [key]: part };
    }
  }
}
