import type { Column } from './column.js';
import { type Deviation, markOf, percentText } from './deviation.js';
import type { Layout } from './layout.js';

export interface ColumnNameProps {
  readonly column: Column;
  readonly layout: Layout;
  readonly x: number;
  readonly y: number;
  readonly isOut: boolean;
  /** Which end of an upright word is at `y`. */
  readonly anchor: 'start' | 'end';
}

/** The name of a column; upright where the columns are narrow. */
export function ColumnName({ column, layout: { isNarrow, rem }, x, y, isOut, anchor }: ColumnNameProps) {
  const look = isOut ? 'name out' : column.absence?.isBad ? 'name failed' : 'name';
  return isNarrow ? (
    <text className={look} textAnchor={anchor} transform={`translate(${x + rem * 0.25} ${y}) rotate(-90)`}>
      {column.label}
    </text>
  ) : (
    <text className={look} textAnchor="middle" x={x} y={y}>
      {column.label}
    </text>
  );
}

/** The sign with the deviation in words, such as `▲ +41 %`. */
export function MarkAndWords({ deviation, layout, x, y }: MarkProps) {
  const { isNarrow, rem } = layout;
  const words = percentText(deviation.part);
  return isNarrow ? (
    <text className="out" transform={`translate(${x + rem * 0.25} ${y}) rotate(-90)`}>
      {/* Turned with the text, they point up and down. */}
      {deviation.isAbove ? '▶' : '◀'} {words}
    </text>
  ) : (
    <text className="out" textAnchor="middle" x={x} y={y}>
      {markOf(deviation)} {words}
    </text>
  );
}

interface MarkProps {
  readonly deviation: Deviation;
  readonly layout: Layout;
  readonly x: number;
  readonly y: number;
}
