import type { FaultKind } from './schedule.js';

/** How often each kind of fault was tried, and in how many of these schedules everything was right. */
export interface Tally {
  count(kinds: readonly FaultKind[], isRight: boolean): void;
  /** In Markdown, for `test/README.md`. */
  table(): string;
}

export function createTally(kinds: readonly FaultKind[]): Tally {
  const counts = new Map(kinds.map((kind) => [kind, { tried: 0, held: 0 }]));
  return {
    count(played, isRight) {
      // Two faults of one kind are one schedule that tries it.
      for (const kind of new Set(played)) {
        const count = counts.get(kind);
        if (!count) continue;
        count.tried += 1;
        if (isRight) count.held += 1;
      }
    },
    table() {
      const rows = [...counts].map(([kind, { tried, held }]) => `| ${kind} | ${tried} | ${held} |`);
      return ['| fault | tried | held |', '|---|---|---|', ...rows].join('\n');
    },
  };
}
