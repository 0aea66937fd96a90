import type { Column } from './column.js';

/** The numbers as CSV (RFC 4180), one line for each column of the pictures, in the units of the server. */
export function csvOf(columns: readonly Column[]): string {
  const units = new Map(columns.flatMap(({ figures }) => figures.map(({ name, unit }) => [name, unit])));
  const names = [...units.keys()];
  const heads = names.map((name) => (units.get(name) ? `${name} (${units.get(name)})` : name));
  const lines = columns.map(({ name, instanceId, runId, endTime, absence, figures }) => {
    const values = new Map(figures.map((figure) => [figure.name, figure.value]));
    const numbers = names.map((figure) => values.get(figure) ?? null);
    return [
      name,
      instanceId,
      runId,
      endTime,
      absence && [absence.word, absence.reason].filter(Boolean).join(': '),
      ...numbers,
    ];
  });
  const head = ['name', 'instance_id', 'run', 'end_time', 'why_no_figures', ...heads];
  return [head, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
