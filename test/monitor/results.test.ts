import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figureText, scaleOf } from '../../monitor/figures/figure-text.js';
import { axisOf } from '../../monitor/results/axis.js';
import type { Column, Figure } from '../../monitor/results/column.js';
import { csvOf } from '../../monitor/results/csv.js';
import { outliersOf, percentText } from '../../monitor/results/deviation.js';
import { layOut } from '../../monitor/results/layout.js';
import { picturesOf } from '../../monitor/results/picture.js';
import { shortNames } from '../../monitor/results/short-names.js';
import { captionOf, fileNameOf } from '../../monitor/results/subject.js';

const usual = (median: number) => ({ count: 16, median, spread: median / 50 });

function figure(name: string, value: number, change: Partial<Figure> = {}): Figure {
  return { name, value, unit: 'ohm', isOutlier: false, amongSlots: null, inPast: null, ...change };
}

function column(name: string, figures: readonly Figure[], change: Partial<Column> = {}): Column {
  return {
    ...{ key: name, name, label: name, instanceId: `agent-${name}`, streamId: name, runId: 'run-1' },
    ...{ endTime: '2026-11-26T04:09:25.000Z', figures, absence: null },
    ...change,
  };
}

const rn = (value: number, change: Partial<Figure> = {}) => [
  ...[10, 25, 50, 75, 90].map((place) => figure(`Rn_q${place}`, value + place * 1e-6, change)),
  figure('Rn_total', 1480, { unit: 'channels' }),
];
const failed = { word: 'failed', reason: 'RuntimeError: no tone, "none"', isBad: true };

describe('the pictures of results', () => {
  it('are one for each quantity: boxes from quantiles, points from numbers, a grid from bias groups or bands', () => {
    const counts = [
      figure('biased_total', 200, { unit: 'channels' }),
      ...[0, 1, 10].map((group) => figure(`biased_bg${group}`, 100 + group, { unit: 'channels' })),
    ];
    const pictures = picturesOf([column('mv5', [...counts, ...rn(7e-3)]), column('mv12', [])]);
    assert.deepEqual(
      pictures.map(({ kind, title }) => `${kind}: ${title}`),
      ['boxes: Biased channels', 'grid: Biased channels by bias group', 'boxes: Normal resistance Rn'],
    );
    const [, grid, boxes] = pictures;
    assert.ok(grid?.kind === 'grid' && boxes?.kind === 'boxes');
    assert.deepEqual(grid.lines, ['0', '1', '10']);
    assert.deepEqual(grid.stacks[1]?.cells, [null, null, null]);
    assert.equal(boxes.scale.unit, 'mΩ');
    assert.deepEqual(
      boxes.boxes.map(({ figures, middle }) => [figures.length, middle?.name]),
      [
        [5, 'Rn_q50'],
        [0, undefined],
      ],
    );
  });

  it('have channels without a bias group in a line of their own', () => {
    const counts = [figure('nchans_bg0', 120), figure('nchans_unassigned', 30)];
    const [grid] = picturesOf([column('mv5', counts)]);
    assert.deepEqual(grid?.kind === 'grid' && grid.lines, ['0', 'no group']);
  });

  it('stand in several lines if there are more slots than fit', () => {
    const room = { width: 1000, rem: 16 };
    assert.deepEqual(layOut(16, room).lines, [[0, 16]]);
    assert.deepEqual(layOut(100, room).lines, [
      [0, 34],
      [34, 68],
      [68, 100],
    ]);
    assert.equal(layOut(16, room).isNarrow, false);
    assert.equal(layOut(100, room).isNarrow, true);
  });

  it('have an axis with round marks, for equal and for negative values too', () => {
    const marks = (values: readonly number[]) => {
      const { ticks, text } = axisOf(values);
      return ticks.map(text);
    };
    assert.deepEqual(marks([43, 81]), ['50', '60', '70', '80']);
    assert.deepEqual(marks([7.4, 8.2]), ['7.4', '7.6', '7.8', '8.0', '8.2']);
    assert.deepEqual(marks([-8.4, -4.1]), ['−8', '−6', '−4']);
    assert.deepEqual(marks([0, 0]), ['0.00', '0.25', '0.50']);
  });
});

describe('a picture that is saved', () => {
  it('says what it shows, of when, of which network, and that nothing of it is real', () => {
    const subject = { operation: 'take_iv', words: 'take_iv, run of', time: '2026-11-26T04:09:25.300Z' };
    const { title, lines } = captionOf('Rn, mΩ', subject, { title: 'SATP1', simulated: true }, 'Box: …');
    assert.equal(title, 'Rn, mΩ');
    assert.deepEqual(lines, [
      'take_iv, run of 2026-11-26 04:09:25 UTC',
      'SATP1, SIMULATED: no real hardware',
      'Box: …',
    ]);
    assert.equal(fileNameOf(subject, 'Rn'), 'take_iv-Rn-2026-11-26T040925Z');
  });
});

describe('the outliers', () => {
  const out = { isOutlier: true, amongSlots: usual(7e-3), inPast: usual(7e-3) };

  it('is said once for each quantity of a slot, with the largest deviation first', () => {
    const biased = [0, 1, 2].map((group) =>
      figure(`biased_bg${group}`, group === 0 ? 130 : 70, {
        ...{ unit: 'channels', isOutlier: group > 0, amongSlots: usual(130) },
      }),
    );
    const found = outliersOf([column('mv5', rn(7e-3)), column('mv12', [...rn(8.4e-3, out), ...biased])]);
    assert.deepEqual(
      found.map(({ quantity, which, worst }) => [quantity, which, percentText(worst.part), worst.isAbove]),
      [
        ['biased_bg', 'groups 1, 2', '−46 %', false],
        ['Rn', 'all 5 quantiles', '+21 %', true],
      ],
    );
  });

  it('is said once for all slots if it is the same on most of them', () => {
    const columns = ['mv5', 'mv12', 'mv17', 'mv23', 'mv27'].map((name) => column(name, rn(9e-3, out)));
    const found = outliersOf([...columns, column('mv33', rn(7e-3))]);
    assert.deepEqual(
      found.map((one) => one.columns.length),
      [5],
    );
  });
});

describe('the numbers of results', () => {
  it('are CSV in the units of the server, with the reason where there are none', () => {
    const text = csvOf([
      column('mv5', [figure('Rn_q50', 0.0078)]),
      column('mv12', [], { absence: failed, endTime: null }),
    ]);
    assert.equal(
      text,
      'name,instance_id,run,end_time,why_no_figures,Rn_q50 (ohm)\r\n' +
        'mv5,agent-mv5,run-1,2026-11-26T04:09:25.000Z,,0.0078\r\n' +
        'mv12,agent-mv12,run-1,,"failed: RuntimeError: no tone, ""none""",\r\n',
    );
  });

  it('have the prefix in which they are best read', () => {
    assert.equal(figureText(5.3e-12, 'W'), '5.300 pW');
    assert.equal(figureText(65.31, 'pA/rtHz'), '65.31 pA/√Hz');
    assert.equal(figureText(-7.26e6, '1/V'), '−7.260 1/µV');
    assert.deepEqual(scaleOf(0, 'ohm'), { factor: 1, unit: 'Ω' });
  });

  it('stand under names without the part that all have in common', () => {
    assert.deepEqual(shortNames(['ufm_mv5', 'ufm_uv31']), ['mv5', 'uv31']);
    assert.deepEqual(shortNames(['ufm_mv5', 'other']), ['ufm_mv5', 'other']);
    assert.deepEqual(shortNames(['ufm_mv5']), ['ufm_mv5']);
  });
});
