const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
};

/** A line of the log for people at a terminal: local time, level, message, then the rest as `name=value`. */
export function readableLine(json: string): string {
  const { level, time, msg = '', err, pid: _pid, hostname: _hostname, ...rest } = JSON.parse(json);
  const details = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
  const at = new Date(time).toTimeString().slice(0, 8);
  const words = [at, (LEVELS[level] ?? String(level)).padEnd(5), printable(msg), ...details];
  const stack: unknown = err?.stack ?? err?.message;
  return `${words.join(' ')}\n${typeof stack === 'string' ? printable(stack).replace(/^/gm, '    ').concat('\n') : ''}`;
}

/** Words as they are, everything else as JSON, which escapes what a terminal would obey. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Agents choose some of the texts: nothing in them may move the cursor or colour the screen. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, ' ');
}
