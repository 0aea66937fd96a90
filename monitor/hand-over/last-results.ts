import { type Scale, scaleOf } from '../figures/figure-text.js';
import type { LastResultFragment, MonitorLastResultsQuery } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';

/** The figures that stand for an operation. */
export const MAIN_FIGURES = [
  { operation: 'take_noise', figures: [['white_noise_level_q50', 'Noise']] },
  {
    operation: 'take_iv',
    figures: [
      ['Rn_q50', 'Rn'],
      ['p_sat_q50', 'p_sat'],
    ],
  },
  { operation: 'take_bias_steps', figures: [['biased_total', 'Biased']] },
  { operation: 'take_bias_waves', figures: [['biased_total', 'Biased']] },
  { operation: 'take_bgmap', figures: [['nchans_unassigned', 'Unassigned']] },
  { operation: 'uxm_relock', figures: [['gooddet_total', 'Track well']] },
] as const;
export type Measuring = (typeof MAIN_FIGURES)[number]['operation'];

type Figure = LastResultFragment['figures'][number];

/** The results of one operation, in the last results of all slots. */
export interface ResultGroup {
  readonly operation: Measuring;
  readonly figures: readonly { readonly name: string; readonly word: string; readonly scale: Scale }[];
  /** The last result of each slot, by instance id. */
  readonly bySlot: ReadonlyMap<string, LastResultFragment>;
}

export interface LastResults {
  /** Only operations with a result. */
  readonly groups: readonly ResultGroup[];
  /** All figures that stand out, with the reason. */
  readonly outliers: readonly {
    readonly key: string;
    readonly name: string;
    readonly operation: Measuring;
    readonly reason: string;
  }[];
}

export function lastResultsOf(data: MonitorLastResultsQuery): LastResults {
  const groups = MAIN_FIGURES.flatMap(({ operation, figures }): ResultGroup[] => {
    const results = data[operation] ?? [];
    if (results.length === 0) return [];
    return [
      {
        ...{ operation, bySlot: new Map(results.map((result) => [result.instance.instanceId, result])) },
        figures: figures.map(([name, word]) => ({ name, word, scale: scaleOfAll(results, name) })),
      },
    ];
  });
  const outliers = groups.flatMap(({ operation, bySlot }) =>
    [...bySlot.values()].flatMap(({ id, instance, figures }) =>
      figures.flatMap(({ name, outlierReason }) =>
        outlierReason === null
          ? []
          : [{ key: `${id} ${name}`, name: nameOf(instance), operation, reason: outlierReason }],
      ),
    ),
  );
  return { groups, outliers };
}

/** The figure of a result; undefined if it has none of this name. */
export const figureOf = (result: LastResultFragment | undefined, name: string): Figure | undefined =>
  result?.figures.find((figure) => figure.name === name);

/** `▲` for a figure that stands out above, `▼` below; empty for any other. */
export function outlierMark({ isOutlier, value, amongSlots, inPast }: Figure): '' | '▲' | '▼' {
  if (!isOutlier) return '';
  const usual = (amongSlots ?? inPast)?.median ?? 0;
  return value > usual ? '▲' : '▼';
}

/** One scale for a column, so that its numbers can be compared. */
function scaleOfAll(results: readonly LastResultFragment[], name: string): Scale {
  const figures = results.flatMap((result) => figureOf(result, name) ?? []);
  const values = figures.map(({ value }) => Math.abs(value)).sort((a, b) => a - b);
  return scaleOf(values[Math.floor(values.length / 2)] ?? 0, figures[0]?.unit ?? null);
}
