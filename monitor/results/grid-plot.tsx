import { numberText } from '../figures/figure-text.js';
import { ColumnName } from './column-marks.js';
import { markOf, percentText } from './deviation.js';
import { type Layout, layOut, type Room } from './layout.js';
import type { Cell, GridPicture, Stack } from './picture.js';

/** In rem. */
const HEAD = { narrow: 3.75, wide: 1.5 };
const CELL = 1.375;
/** Between two lines of columns. */
const GAP = 1;
/** In a narrower column there is no room for a number. */
const NUMBER_WIDTH = 2.25;

/** A cell for each slot and each bias group or band: its number, or its shade where the columns are narrow. */
export function GridPlot({ picture, room }: { readonly picture: GridPicture; readonly room: Room }) {
  const layout = layOut(picture.stacks.length, room);
  const { rem, axis, column, isNarrow, lines } = layout;
  const head = HEAD[isNarrow ? 'narrow' : 'wide'] * rem;
  const lineHeight = head + (picture.lines.length * CELL + GAP) * rem;
  const most = Math.max(1, ...picture.stacks.flatMap(({ cells }) => cells.map((cell) => cell?.value ?? 0)));
  return (
    <svg role="img" aria-label={labelOf(picture)} width={room.width} height={lineHeight * lines.length}>
      {lines.map(([first, end], line) => (
        <g key={first} transform={`translate(0 ${line * lineHeight})`}>
          {picture.lines.map((name, index) => (
            <text key={name} textAnchor="end" x={axis - rem / 2} y={head + (index + 0.7) * CELL * rem}>
              {name}
            </text>
          ))}
          {picture.stacks.slice(first, end).map((stack, index) => (
            <g key={stack.column.key} transform={`translate(${axis + column * index} 0)`}>
              <ColumnName
                column={stack.column}
                layout={layout}
                x={column / 2}
                y={head - rem / 2}
                isOut={stack.cells.some((cell) => cell?.deviation)}
                anchor="start"
              />
              <Cells stack={stack} lines={picture.lines} layout={layout} head={head} most={most} />
            </g>
          ))}
        </g>
      ))}
    </svg>
  );
}

interface CellsProps {
  readonly stack: Stack;
  readonly lines: readonly string[];
  readonly layout: Layout;
  readonly head: number;
  /** The largest value of the picture. */
  readonly most: number;
}

function Cells({ stack: { column, cells }, lines, layout, head, most }: CellsProps) {
  const { rem } = layout;
  const width = layout.column;
  const hasNumbers = width >= NUMBER_WIDTH * rem;
  return cells.map((cell, index) => {
    const y = head + index * CELL * rem;
    const text = textOf(cell, hasNumbers);
    return (
      <g key={lines[index]} className={lookOf(cell)}>
        <title>{titleOf(cell, `${column.name}, ${lines[index]}`, column.absence?.word ?? 'none')}</title>
        <rect
          width={Math.max(1, width - 1)}
          y={y}
          height={CELL * rem - 1}
          {...(!hasNumbers && cell && { className: 'shade', fillOpacity: 0.06 + 0.4 * (cell.value / most) })}
        />
        {text && (
          <text
            textAnchor={hasNumbers ? 'end' : 'middle'}
            x={hasNumbers ? width - Math.min(width * 0.25, rem) : width / 2}
            y={y + CELL * rem * 0.7}
          >
            {text}
          </text>
        )}
      </g>
    );
  });
}

/** A group or a band that has lost all its channels is worse than one that has lost some. */
function lookOf(cell: Cell | null): string {
  if (!cell?.deviation) return 'cell';
  return cell.value === 0 ? 'cell out none' : 'cell out';
}

function textOf(cell: Cell | null, hasNumbers: boolean): string {
  if (!cell) return '';
  const mark = markOf(cell.deviation);
  return hasNumbers ? `${mark} ${numberText(cell.value)}`.trim() : mark;
}

function titleOf(cell: Cell | null, place: string, absence: string): string {
  if (!cell) return `${place}: ${absence}`;
  const difference = cell.deviation ? ` (${percentText(cell.deviation.part)})` : '';
  return `${place}: ${numberText(cell.value)}${difference}`;
}

function labelOf({ title, stacks }: GridPicture): string {
  const out = stacks.filter(({ cells }) => cells.some((cell) => cell?.deviation));
  const names = out.map(({ column }) => column.name).join(', ');
  return `${title}. ${out.length === 0 ? 'No outliers.' : `Outliers: ${names}.`}`;
}
