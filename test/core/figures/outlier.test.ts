import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distributionOf } from '../../../src/core/figures/distribution.js';
import { CHANNELS, type Figure } from '../../../src/core/figures/figure.js';
import { isOutlier, outlierReason } from '../../../src/core/figures/outlier.js';

const figure = (value: number, unit: string | null = 'pA/rtHz'): Figure => ({
  ...{ name: 'white_noise_level_q50', value, unit },
  description: 'A test.',
});

const usual = (values: readonly number[]) => distributionOf(values, 1) ?? assert.fail('no values');

describe('the distribution of a figure', () => {
  it('has the median, and a spread that is the standard deviation of a normal distribution', () => {
    assert.deepEqual(distributionOf([5, 1, 3], 3), { count: 3, median: 3, spread: 2 * 1.4826 });
    assert.deepEqual(distributionOf([4, 1, 2, 3], 1), { count: 4, median: 2.5, spread: 1.4826 });
    assert.deepEqual(distributionOf([7], 1), { count: 1, median: 7, spread: 0 });
  });

  it('does not change much by a few wrong values', () => {
    const values = Array.from({ length: 101 }, (_, index) => 50 + index / 10);
    const { median, spread } = usual([...values, 1e12, -1e12, 1e12]);
    assert.ok(Math.abs(median - 55) < 0.2 && Math.abs(spread - 3.8) < 0.3, `${median} ${spread}`);
  });

  it('is null for too few values', () => {
    assert.equal(distributionOf([], 0), null);
    assert.equal(distributionOf([1, 2, 3, 4], 5), null);
  });
});

describe('a figure', () => {
  const values = [54, 55, 56, 57, 53, 55, 55, 56, 54];

  it('is an outlier if it is further than five spreads from the median', () => {
    // The spread is 1.48: the limit is 7.4.
    assert.equal(isOutlier(figure(62), usual(values)), false);
    assert.equal(isOutlier(figure(63), usual(values)), true);
    assert.equal(isOutlier(figure(47), usual(values)), true);
  });

  it('is no outlier within 10 % of equal values', () => {
    const equal = usual([50, 50, 50, 50, 50, 50]);
    assert.equal(isOutlier(figure(54.9), equal), false);
    assert.equal(isOutlier(figure(55.1), equal), true);
    assert.equal(isOutlier(figure(-54.9), usual([-50, -50, -50])), false);
    assert.equal(isOutlier(figure(5e-12), usual([2e-12, 2e-12, 2e-12])), true);
  });

  it('is no outlier if it differs by five channels or fewer', () => {
    const none = usual([0, 0, 0, 0, 0, 0]);
    assert.equal(isOutlier(figure(5, CHANNELS), none), false);
    assert.equal(isOutlier(figure(6, CHANNELS), none), true);
    assert.equal(isOutlier(figure(5, null), none), true);
  });

  it('says which comparison makes it an outlier', () => {
    const amongSlots = usual(values);
    const inPast = usual([94, 95, 95, 95, 96.123456]);
    assert.equal(
      outlierReason(figure(95.04321), { amongSlots, inPast }),
      'white_noise_level_q50 is 95.04 pA/rtHz. The median of 9 slots is 55 pA/rtHz, their spread 1.483.',
    );
    assert.equal(
      outlierReason(figure(55), { amongSlots, inPast }),
      'white_noise_level_q50 is 55 pA/rtHz. ' +
        'The median of 5 earlier results of this slot is 95 pA/rtHz, their spread 0.',
    );
    assert.match(outlierReason(figure(200), { amongSlots, inPast }) ?? '', /9 slots.*5 earlier results/);
    assert.equal(outlierReason(figure(55), { amongSlots, inPast: null }), null);
    assert.equal(outlierReason(figure(1e9), { amongSlots: null, inPast: null }), null);
  });
});
