const format = new Intl.DateTimeFormat([], {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

/** The time of day where the browser is, with its zone: `01:12 CLT`. Null where that is UTC. */
export function localClock(time: number): string | null {
  const text = format.format(time);
  return text.endsWith('UTC') ? null : text;
}
