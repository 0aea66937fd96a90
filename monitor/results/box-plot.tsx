import { figureText } from '../figures/figure-text.js';
import { type Axis, axisOf } from './axis.js';
import { ColumnName, MarkAndWords } from './column-marks.js';
import { readFigureName, wordOfPlace } from './figure-name.js';
import { type Layout, layOut, type Room } from './layout.js';
import type { Box, BoxPicture } from './picture.js';

/** In rem. The plot is less high if there are several. The space above is for the words of the outliers. */
const PLOT = { one: 10.5, several: 6.5 };
const ABOVE = { narrow: 3.75, wide: 1.75, nothing: 0.5 };
const BELOW = { narrow: 4.5, wide: 3 };

/** A column for each slot: the box of its quantiles, its own earlier results at the left, and what is usual behind all. */
export function BoxPlot({ picture, room }: { readonly picture: BoxPicture; readonly room: Room }) {
  const layout = layOut(picture.boxes.length, room);
  const { rem, axis, column, isNarrow, lines } = layout;
  const size = isNarrow ? 'narrow' : 'wide';
  const hasOutliers = picture.boxes.some(({ deviation }) => deviation !== null);
  const top = ABOVE[hasOutliers ? size : 'nothing'] * rem;
  const plot = PLOT[lines.length === 1 ? 'one' : 'several'] * rem;
  const lineHeight = top + plot + BELOW[size] * rem;
  const scaled = axisOf(valuesOf(picture));
  const yOf = (value: number) =>
    top + plot * (1 - (value / picture.scale.factor - scaled.low) / (scaled.high - scaled.low));
  return (
    <svg role="img" aria-label={labelOf(picture)} width={room.width} height={lineHeight * lines.length}>
      {lines.map(([first, end], line) => (
        <g key={first} transform={`translate(0 ${line * lineHeight})`}>
          <Ground picture={picture} axis={scaled} layout={layout} count={end - first} yOf={yOf} />
          {picture.boxes.slice(first, end).map((box, index) => {
            const x = axis + column * (index + 0.5);
            return (
              <g key={box.column.key} className={box.deviation ? 'box out' : 'box'}>
                <title>{titleOf(box, picture)}</title>
                <rect className="hit" x={x - column / 2} width={column} height={lineHeight} />
                <OneBox box={box} x={x} layout={layout} yOf={yOf} middleY={top + plot / 2} />
                <ColumnName
                  column={box.column}
                  layout={layout}
                  x={x}
                  y={top + plot + rem * (isNarrow ? 0.5 : 1.25)}
                  isOut={box.deviation !== null}
                  anchor="end"
                />
                {!isNarrow && box.middle && (
                  <text textAnchor="middle" x={x} y={top + plot + rem * 2.25}>
                    {figureText(box.middle.value, null, { ...picture.scale, unit: '' })}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}

interface GroundProps {
  readonly picture: BoxPicture;
  readonly axis: Axis;
  readonly layout: Layout;
  readonly count: number;
  readonly yOf: (value: number) => number;
}

/** The marks of the axis, and the band of what is usual in all columns. */
function Ground({ picture: { others, scale }, axis, layout, count, yOf }: GroundProps) {
  const left = layout.axis;
  const width = layout.column * count;
  return (
    <>
      {others && (
        <>
          <rect
            className="others"
            x={left}
            y={yOf(others.median + others.spread)}
            width={width}
            height={Math.max(2, yOf(others.median - others.spread) - yOf(others.median + others.spread))}
          />
          <path className="usual" d={`M${left} ${yOf(others.median)}h${width}`} />
        </>
      )}
      {axis.ticks.map((tick) => {
        const y = yOf(tick * scale.factor);
        return (
          <g key={tick}>
            <path className="tick" d={`M${left} ${y}h${width}`} />
            <text textAnchor="end" x={left - layout.rem / 2} y={y + layout.rem / 4}>
              {axis.text(tick)}
            </text>
          </g>
        );
      })}
    </>
  );
}

interface OneBoxProps {
  readonly box: Box;
  /** The middle of the column. */
  readonly x: number;
  readonly layout: Layout;
  readonly yOf: (value: number) => number;
  readonly middleY: number;
}

function OneBox({ box: { column, figures, middle, deviation }, x, layout, yOf, middleY }: OneBoxProps) {
  const { rem, isNarrow } = layout;
  if (!middle) {
    const word = column.absence?.word ?? 'none';
    const look = column.absence?.isBad ? 'failed' : 'absent';
    return isNarrow ? (
      <text
        className={look}
        textAnchor="middle"
        transform={`translate(${x + rem / 4} ${middleY}) rotate(-90)`}
      >
        {word}
      </text>
    ) : (
      <text className={look} textAnchor="middle" x={x} y={middleY}>
        {word}
      </text>
    );
  }
  const half = Math.min(0.6 * rem, layout.column * 0.22);
  const past = middle.inPast;
  const pastX = x - half - Math.min(0.75 * rem, layout.column * 0.2);
  const top = Math.min(...figures.map(({ value }) => yOf(value)));
  return (
    <>
      {past && (
        <g className="past">
          <path d={`M${pastX} ${yOf(past.median + past.spread)}V${yOf(past.median - past.spread)}`} />
          <path className="diamond" d={diamond(pastX, yOf(past.median), Math.min(0.25 * rem, half))} />
        </g>
      )}
      <Shape ys={figures.map(({ value }) => yOf(value))} middleY={yOf(middle.value)} x={x} half={half} />
      {deviation && <MarkAndWords deviation={deviation} layout={layout} x={x} y={top - rem / 2} />}
    </>
  );
}

/** @param ys the quantiles in order, or a single value */
function Shape({
  ys,
  middleY,
  x,
  half,
}: {
  ys: readonly number[];
  middleY: number;
  x: number;
  half: number;
}) {
  const [first = middleY] = ys;
  const last = ys.at(-1) ?? middleY;
  const lower = ys[1] ?? first;
  const upper = ys.at(-2) ?? last;
  if (ys.length < 4) return <circle className="point" cx={x} cy={middleY} r={Math.max(2.5, half * 0.6)} />;
  return (
    <>
      <path
        className="whisker"
        d={`M${x} ${first}V${last}M${x - half / 2} ${first}h${half}M${x - half / 2} ${last}h${half}`}
      />
      <rect
        className="quartiles"
        x={x - half}
        y={Math.min(lower, upper)}
        width={half * 2}
        height={Math.abs(lower - upper)}
      />
      <path className="median" d={`M${x - half} ${middleY}h${half * 2}`} />
    </>
  );
}

function diamond(x: number, y: number, size: number): string {
  return `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z`;
}

/** Everything that the picture must have room for. */
function valuesOf({ boxes, others, scale }: BoxPicture): readonly number[] {
  const usual = [others, ...boxes.map(({ middle }) => middle?.inPast ?? null)].filter((one) => one !== null);
  const values = [
    ...boxes.flatMap(({ figures }) => figures.map(({ value }) => value)),
    ...usual.flatMap(({ median, spread }) => [median - spread, median + spread]),
  ];
  return values.map((value) => value / scale.factor);
}

function labelOf({ title, scale, boxes }: BoxPicture): string {
  const out = boxes.filter(({ deviation }) => deviation !== null).map(({ column }) => column.name);
  const unit = scale.unit === '' ? '' : `, in ${scale.unit}`;
  return `${title}${unit}. ${out.length === 0 ? 'No outliers.' : `Outliers: ${out.join(', ')}.`}`;
}

function titleOf({ column, figures, middle }: Box, { scale, others }: BoxPicture): string {
  if (!middle) return [column.name, column.absence?.word, column.absence?.reason].filter(Boolean).join(': ');
  const numbers = figures.map(({ name, value, unit }) =>
    `${wordOfPlace(readFigureName(name))} ${figureText(value, unit, scale)}`.trim(),
  );
  return [
    column.name,
    ...numbers,
    middle.inPast && `own earlier results ${figureText(middle.inPast.median, middle.unit, scale)}`,
    others && `all slots ${figureText(others.median, middle.unit, scale)}`,
  ]
    .filter(Boolean)
    .join('\n');
}
