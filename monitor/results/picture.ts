import { type Scale, scaleOf } from '../figures/figure-text.js';
import type { Column, Figure } from './column.js';
import { type Deviation, deviationOf, worstOf } from './deviation.js';
import { type FigureName, readFigureName, titleOfQuantity, wordOfPlace } from './figure-name.js';

/** One picture: a quantity in all columns. */
export type Picture = BoxPicture | GridPicture;

/** A box for each column, from quantiles; or a point, for a single number. */
export interface BoxPicture {
  readonly kind: 'boxes';
  readonly quantity: string;
  readonly title: string;
  readonly scale: Scale;
  readonly boxes: readonly Box[];
  /** What is usual in all columns. */
  readonly others: Figure['amongSlots'];
  /** How many of the earlier results a comparison used at most; 0 for none. */
  readonly pastCount: number;
}

export interface Box {
  readonly column: Column;
  /** By rising percentile; one for a single number; none if the column has no such figure. */
  readonly figures: readonly Figure[];
  /** The median, or the single number. */
  readonly middle: Figure | null;
  readonly deviation: Deviation | null;
}

/** A cell for each column and each bias group or band. */
export interface GridPicture {
  readonly kind: 'grid';
  readonly quantity: string;
  readonly title: string;
  /** Names of the lines, such as `0`. */
  readonly lines: readonly string[];
  readonly stacks: readonly Stack[];
}

export interface Stack {
  readonly column: Column;
  readonly cells: readonly (Cell | null)[];
}

export interface Cell {
  readonly value: number;
  readonly deviation: Deviation | null;
}

/** The pictures of an operation, in the order in which the server reports its figures. */
export function picturesOf(columns: readonly Column[]): readonly Picture[] {
  return [...quantitiesOf(columns)].map(([quantity, kind]) =>
    kind === 'group' ? gridOf(quantity, columns) : boxesOf(quantity, columns),
  );
}

/**
 * All quantities. How many channels have a value (`Rn_total`) is not one of them if the value itself (`Rn`) is: it then
 * stands beside the value in the table.
 */
export function quantitiesOf(columns: readonly Column[]): ReadonlyMap<string, FigureName['kind']> {
  const names = columns.flatMap(({ figures }) => figures.map(({ name }) => readFigureName(name)));
  const kinds = new Map(names.map(({ quantity, kind }) => [quantity, kind]));
  const isCountOf = ([quantity]: readonly [string, unknown]) =>
    kinds.get(quantity.replace(/_total$/, '')) === 'percentile' && quantity.endsWith('_total');
  return new Map([...kinds].filter((one) => !isCountOf(one)));
}

/** The scale in which most of the figures are best read. */
export function commonScale(figures: readonly Figure[]): Scale {
  const values = figures.flatMap(({ value, inPast }) => [value, inPast?.median ?? 0]);
  const sizes = values
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  return scaleOf(sizes[Math.floor(sizes.length / 2)] ?? 0, figures[0]?.unit ?? null);
}

/** The figures of one quantity in one column, in order. */
export function figuresOf({ figures }: Column, quantity: string): readonly Figure[] {
  return figures
    .filter(({ name }) => readFigureName(name).quantity === quantity)
    .sort((a, b) => readFigureName(a.name).place - readFigureName(b.name).place);
}

function boxesOf(quantity: string, columns: readonly Column[]): BoxPicture {
  const boxes = columns.map((column): Box => {
    const figures = figuresOf(column, quantity);
    const middle = figures.find(({ name }) => [quantity, `${quantity}_q50`].includes(name)) ?? null;
    const deviations = figures.map(deviationOf).filter((one) => one !== null);
    return { column, figures, middle, deviation: worstOf(deviations) };
  });
  const middles = boxes.flatMap(({ middle }) => middle ?? []);
  return {
    kind: 'boxes',
    quantity,
    title: titleOfQuantity(quantity),
    scale: commonScale(middles),
    boxes,
    others: middles.find(({ amongSlots }) => amongSlots !== null)?.amongSlots ?? null,
    pastCount: Math.max(0, ...middles.map(({ inPast }) => inPast?.count ?? 0)),
  };
}

function gridOf(quantity: string, columns: readonly Column[]): GridPicture {
  const inAll = columns.flatMap((column) => figuresOf(column, quantity));
  const names = [...new Map(inAll.map(({ name }) => [name, readFigureName(name)]))].sort(
    ([, a], [, b]) => a.place - b.place,
  );
  return {
    kind: 'grid',
    quantity,
    title: titleOfQuantity(quantity),
    lines: names.map(([, name]) => (name.place === Infinity ? wordOfPlace(name) : String(name.place))),
    stacks: columns.map((column) => {
      const byName = new Map(column.figures.map((figure) => [figure.name, figure]));
      const cells = names.map(([name]) => {
        const figure = byName.get(name);
        return figure ? { value: figure.value, deviation: deviationOf(figure) } : null;
      });
      return { column, cells };
    }),
  };
}
