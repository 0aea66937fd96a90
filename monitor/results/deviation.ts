import type { Column, Figure } from './column.js';
import { type FigureName, readFigureName, wordOfPlace } from './figure-name.js';

/** How far a figure is from what is usual. */
export interface Deviation {
  readonly figure: Figure;
  readonly isAbove: boolean;
  /** Of the median that it is compared with, such as 0.41 for 41 % above. */
  readonly part: number;
}

type Distribution = Figure['amongSlots'];

/** The difference as a part of the median; null if there is nothing to compare with. */
export function partOf(value: number, usual: Distribution | undefined): number | null {
  if (!usual) return null;
  if (usual.median === 0) return value === 0 ? 0 : Math.sign(value) * Infinity;
  return (value - usual.median) / Math.abs(usual.median);
}

/** Only for an outlier: whether it is one is decided by the server. */
export function deviationOf(figure: Figure): Deviation | null {
  if (!figure.isOutlier) return null;
  const parts = [partOf(figure.value, figure.amongSlots), partOf(figure.value, figure.inPast)];
  const part = parts.filter((one) => one !== null).sort((a, b) => Math.abs(b) - Math.abs(a))[0] ?? 0;
  return { figure, isAbove: part > 0, part };
}

/** The sign of an outlier. It is a shape too, so that it is seen without its colour. Empty for any other. */
export function markOf(deviation: Deviation | null): '' | '▲' | '▼' {
  if (!deviation) return '';
  return deviation.isAbove ? '▲' : '▼';
}

/** The largest of the deviations; that of the median where it is one of them. */
export function worstOf(deviations: readonly Deviation[]): Deviation | null {
  const median = deviations.find(({ figure }) => figure.name.endsWith('_q50'));
  return median ?? deviations.toSorted((a, b) => Math.abs(b.part) - Math.abs(a.part))[0] ?? null;
}

/** `+41 %`, `−28 %`; empty without a comparison. */
export function percentText(part: number | null): string {
  if (part === null) return '';
  const sign = part < 0 ? '−' : '+';
  const percent = Math.round(Math.abs(part) * 100);
  if (percent === 0) return '0 %';
  return Number.isFinite(part) ? `${sign}${percent} %` : `${sign}∞`;
}

/** The outliers of one quantity, in one column or in most of them. */
export interface Outlier {
  readonly columns: readonly Column[];
  readonly quantity: string;
  /** Which of its figures, such as `all 5 quantiles` or `groups 9, 10, 11`; of the first column. */
  readonly which: string;
  readonly worst: Deviation;
}

/** All outliers, the largest deviation first. A quantity with outliers in most columns is named once. */
export function outliersOf(columns: readonly Column[]): readonly Outlier[] {
  const found = columns.flatMap(ofColumn).sort((a, b) => Math.abs(b.worst.part) - Math.abs(a.worst.part));
  const withFigures = columns.filter(({ figures }) => figures.length > 0).length;
  return [...new Set(found.map(({ quantity }) => quantity))].flatMap((quantity) => {
    const same = found.filter((one) => one.quantity === quantity);
    const [first] = same;
    if (!first || same.length < 4 || same.length <= withFigures / 2) return same;
    return { ...first, columns: same.flatMap((one) => one.columns) };
  });
}

function ofColumn(column: Column): readonly Outlier[] {
  const named = column.figures.map((figure) => ({ figure, name: readFigureName(figure.name) }));
  const quantities = new Set(named.map(({ name }) => name.quantity));
  return [...quantities].flatMap((quantity) => {
    const figures = named.filter(({ name }) => name.quantity === quantity);
    const out = figures.filter(({ figure }) => figure.isOutlier);
    const worst = worstOf(out.map(({ figure }) => deviationOf(figure)).filter((one) => one !== null));
    if (!worst) return [];
    const which = whichOf(
      out.map(({ name }) => name),
      figures.length,
    );
    return [{ columns: [column], quantity, which, worst }];
  });
}

function whichOf(names: readonly FigureName[], count: number): string {
  const [first] = names;
  if (!first || first.kind === 'number') return '';
  const places = names.map(({ place }) => place).join(', ');
  if (first.kind === 'percentile') {
    if (names.length > 1) return names.length === count ? `all ${count} quantiles` : `${places} % quantiles`;
    return first.place === 50 ? 'median' : `${places} % quantile`;
  }
  if (names.length === 1) return wordOfPlace(first);
  if (names.length === count) return `all ${count}`;
  const [kind] = wordOfPlace(first).split(' ');
  return `${kind}s ${names.map(({ place }) => (place === Infinity ? 'none' : place)).join(', ')}`;
}
