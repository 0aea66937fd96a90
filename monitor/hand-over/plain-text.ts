import { numberText } from '../figures/figure-text.js';
import { deviationOf, markOf } from '../results/deviation.js';
import { counted } from '../shared/counted.js';
import { duration } from '../shared/duration.js';
import { utcMinute, withUtcTimes } from '../shared/utc.js';
import type { SlotReading } from '../states/slot-state.js';
import type { HandOver } from './hand-over.js';
import { figureOf, type LastResults } from './last-results.js';
import { MOST_LINES } from './lines.js';
import { momentText, spanText } from './moment-text.js';

/** What the text says besides the hand-over. */
export interface TextFrame {
  /** The observatory. */
  readonly title: string;
  readonly simulated: boolean;
  readonly author: string;
  readonly words: string;
  readonly readings: readonly SlotReading[];
}

/** The hand-over as plain text, for a logbook. */
export function plainText({ shift, now, ran, lists, results, gaps }: HandOver, frame: TextFrame): string {
  const { title, simulated, author, words, readings } = frame;
  const by = author === '' ? '' : ` by ${author}`;
  const parts = [
    [
      `HAND-OVER, ${title}${simulated ? ' (SIMULATED)' : ''}`,
      `Shift: ${spanText(shift.from, shift.to ?? now)}`,
      `Written: ${momentText(now)}${by}`,
      ...gaps.map((gap) => `Note: ${gap}`),
    ],
    ...(words.trim() === '' ? [] : [['COMMENTS OF THE SHIFT', words.trim()]]),
    ...lists.map(({ title: kind, none, lines }) => [
      `${kind.toUpperCase()} (${lines.length})`,
      ...(lines.length === 0 ? [none] : []),
      ...lines
        .slice(0, MOST_LINES)
        .map(({ since, name, text }) => `- ${utcMinute(since, now)} ${name}: ${withUtcTimes(text, now)}`),
      ...(lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} more`] : []),
    ]),
    [
      'WHAT RAN',
      ...table(
        ran.map(({ title: operation, runs, good, slots, ms, trouble }) => [
          ...[operation, counted(runs, 'run'), `${good} of ${counted(slots, 'slot')}`, duration(ms), trouble],
        ]),
      ),
    ],
    ...(results ? [['LAST RESULTS', ...resultLines(results, readings, now)]] : []),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function resultLines({ groups, outliers }: LastResults, readings: readonly SlotReading[], now: number) {
  const heads = groups.flatMap(({ operation, figures }) => [
    ...figures.map(({ word, scale }) => (scale.unit === '' ? word : `${word} ${scale.unit}`)),
    operation,
  ]);
  const rows = readings.map(({ slot, name }) => [
    name,
    ...groups.flatMap(({ figures, bySlot }) => {
      const result = bySlot.get(slot.instanceId);
      return [
        ...figures.map(({ name: wanted, scale }) => {
          const figure = figureOf(result, wanted);
          return figure ? `${numberText(figure.value / scale.factor)}${markOf(deviationOf(figure))}` : '-';
        }),
        result ? utcMinute(result.endTime, now) : '-',
      ];
    }),
  ]);
  return [
    ...table([['slot', ...heads], ...rows]),
    ...outliers
      .slice(0, MOST_LINES)
      .map(({ name, operation, reason }) => `- ${name} ${operation}: ${reason}`),
  ];
}

/** Rows with columns of one width each. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
