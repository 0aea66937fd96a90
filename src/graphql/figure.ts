import type { Distribution } from '../core/figures/distribution.js';
import type { Figure } from '../core/figures/figure.js';
import { type Comparison, outlierReason } from '../core/figures/outlier.js';
import type { SlotPast } from '../core/runs/history.js';
import { builder } from './builder.js';

/** A figure, and what it is compared with. */
export interface ComparedFigure {
  readonly figure: Figure;
  readonly amongSlots: Distribution | null;
  /** Reads the past of the slot. Called only if a client asks for it. */
  readonly past: () => Promise<SlotPast>;
}

async function comparisonOf({ figure, amongSlots, past }: ComparedFigure): Promise<Comparison> {
  return { amongSlots, inPast: (await past()).figures.get(figure.name) ?? null };
}

const FigureDistributionRef = builder.objectRef<Distribution>('FigureDistribution').implement({
  description: 'How the values of a figure are distributed. A few wrong values hardly change it.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'Number of values.' }),
    median: t.exposeFloat('median', { description: 'The median, in the unit of the figure.' }),
    spread: t.exposeFloat('spread', {
      description:
        'The median absolute deviation times 1.4826, in the unit of the figure: for a normal distribution, the ' +
        'standard deviation.',
    }),
  }),
});

export const FigureRef = builder.objectRef<ComparedFigure>('Figure').implement({
  description: 'A number that an operation measured on a slot.',
  fields: (t) => ({
    name: t.string({
      description:
        'Unique among the figures of a slot. If the agent publishes this number in a feed, the name is ' +
        'the same as there. For example, Rn_q50 is the median of the normal resistances.',
      resolve: ({ figure }) => figure.name,
    }),
    value: t.float({ description: 'The number.', resolve: ({ figure }) => figure.value }),
    unit: t.string({
      nullable: true,
      description: 'The unit: pA/rtHz, ohm, W, 1/V or channels; null for a number without a unit.',
      resolve: ({ figure }) => figure.unit,
    }),
    description: t.string({
      description: 'What the number is, as text.',
      resolve: ({ figure }) => figure.description,
    }),
    isOutlier: t.boolean({
      description:
        'True if the number is far from the median of `amongSlots` or of `inPast`. Far means that the ' +
        'difference is more than five spreads, and also more than 10 % of this median. For a number of ' +
        'channels, it must also be more than 5 channels.',
      resolve: async (compared) => outlierReason(compared.figure, await comparisonOf(compared)) !== null,
    }),
    outlierReason: t.string({
      nullable: true,
      description: 'Why the number is an outlier, as text; null if it is not an outlier.',
      resolve: async (compared) => outlierReason(compared.figure, await comparisonOf(compared)),
    }),
    amongSlots: t.field({
      type: FigureDistributionRef,
      nullable: true,
      description:
        'The distribution of this number over all slots of the run that succeeded, including this slot. ' +
        'Null if fewer than six slots succeeded. In `latestResults`: the distribution over the last ' +
        'results of all slots.',
      resolve: ({ amongSlots }) => amongSlots,
    }),
    inPast: t.field({
      type: FigureDistributionRef,
      nullable: true,
      description:
        'The distribution of this number over earlier successes of this operation on this slot. Of the ' +
        'last 20 successes before the run, only those with the same parameters (tags are ignored) count. ' +
        'Null if fewer than five remain.',
      resolve: async (compared) => (await comparisonOf(compared)).inPast,
    }),
  }),
});
