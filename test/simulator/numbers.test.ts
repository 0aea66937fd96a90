import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BIAS_GROUPS, createDetectors } from '../../src/simulator/pysmurf-controller/detectors.js';
import { createHardware } from '../../src/simulator/pysmurf-controller/hardware.js';
import { computeQuantiles, quantileFields } from '../../src/simulator/pysmurf-controller/quantiles.js';
import { createRandom } from '../../src/simulator/pysmurf-controller/random.js';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => computeQuantiles('', values).values[2] ?? 0;
const draws = (draw: () => number) => Array.from({ length: 5000 }, draw);

describe('Random numbers', () => {
  test('are the same for the same seeds and others for others', () => {
    const first = (...seeds: number[]) => createRandom(...seeds).uniform();
    assert.equal(first(1, 2, 3), first(1, 2, 3));
    const all = [first(1, 2, 3), first(1, 2, 4), first(2, 1, 3), first(1, 3, 3), first(0, 2, 3)];
    assert.equal(new Set(all).size, all.length);
  });

  test('have the expected distributions', () => {
    const random = createRandom(1);
    const uniform = draws(random.uniform);
    assert.ok(uniform.every((value) => value >= 0 && value < 1));
    assert.ok(Math.abs(mean(uniform) - 0.5) < 0.02);
    const normal = draws(() => random.normal(10, 2));
    assert.ok(Math.abs(mean(normal) - 10) < 0.15);
    assert.ok(Math.abs(Math.sqrt(mean(normal.map((value) => (value - 10) ** 2))) - 2) < 0.1);
    assert.ok(Math.abs(median(draws(() => random.lognormal(55, 0.2))) - 55) < 1);
  });

  test('are drawn as samples without repetition, in order', () => {
    const sample = createRandom(1).sample(512, 200);
    assert.equal(new Set(sample).size, 200);
    assert.deepEqual(
      sample,
      sample.toSorted((a, b) => a - b),
    );
    assert.ok(sample.every((value) => value >= 0 && value < 512));
  });
});

describe('Quantiles', () => {
  test('are interpolated, and count only numbers', () => {
    const samples = [4, 0, 1, Number.NaN, 3, 2];
    assert.deepEqual(computeQuantiles('Rn', samples), {
      name: 'Rn',
      quantiles: [10, 25, 50, 75, 90],
      values: [0.4, 1, 2, 3, 3.6],
      total: 5,
    });
  });

  test('are 0 without measurements', () => {
    assert.deepEqual(computeQuantiles('Rn', [Number.NaN]).values, [0, 0, 0, 0, 0]);
    assert.equal(computeQuantiles('Rn', []).total, 0);
  });

  test('are named for their percentiles in a feed', () => {
    assert.deepEqual(quantileFields({ name: 'Si', quantiles: [10, 90], values: [1, 2], total: 3 }), {
      Si_q10: 1,
      Si_q90: 2,
      Si_total: 3,
    });
  });
});

describe('The simulated detectors', () => {
  const detectors = createDetectors(createRandom(1, 2));

  test('are about 1,600 in 8 bands on 12 bias groups, with realistic values', () => {
    assert.ok(detectors.length > 1500 && detectors.length < 1700, `there are ${detectors.length}`);
    assert.deepEqual([...new Set(detectors.map(({ band }) => band))], [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.equal(new Set(detectors.map(({ biasGroup }) => biasGroup)).size, BIAS_GROUPS + 1);
    assert.equal(new Set(detectors.map(({ channel }) => channel)).size, detectors.length);
    const noise = median(detectors.map(({ whiteNoise }) => whiteNoise));
    assert.ok(noise > 40 && noise < 80, `the median noise is ${noise} pA/√Hz`);
    const resistance = median(detectors.map(({ normalResistance }) => normalResistance));
    assert.ok(resistance > 7e-3 && resistance < 9e-3, `the median resistance is ${resistance} Ω`);
  });

  test('are superconducting without bias, in transition at the right bias, and normal far above', () => {
    const hardware = createHardware({ slot: 2, streamId: 'ufm_mv12', seed: 1 });
    const group = hardware.detectors.filter(({ biasGroup }) => biasGroup === 3);
    const rfrac = () => median(group.map(hardware.rfrac));
    assert.equal(rfrac(), 0);
    hardware.setBias(3, hardware.biasFor(3, 0.4));
    assert.ok(Math.abs(rfrac() - 0.4) < 0.05, `Rfrac is ${rfrac()}`);
    hardware.setBias(3, 15);
    assert.equal(rfrac(), 1);
    const stray = hardware.detectors.find(({ biasGroup }) => biasGroup === -1);
    assert.ok(stray);
    assert.ok(Number.isNaN(hardware.rfrac(stray)));
  });

  test('have only twelve bias groups', () => {
    const hardware = createHardware({ slot: 2, streamId: 'ufm_mv12', seed: 1 });
    assert.throws(() => hardware.setBias(12, 1), /Unknown bias group 12/);
    assert.throws(() => hardware.setBias(-1, 1), /Unknown bias group -1/);
  });
});
