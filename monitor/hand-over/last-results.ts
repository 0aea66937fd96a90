import type { Scale } from '../figures/figure-text.js';
import type { LastResultFragment, MonitorLastResultsQuery } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import { commonScale } from '../results/picture.js';

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
  /** All outliers, with the reason. */
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
        figures: figures.map(([name, word]) => ({
          ...{ name, word },
          // One scale for a column, so that its numbers can be compared.
          scale: commonScale(results.flatMap((result) => figureOf(result, name) ?? [])),
        })),
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
