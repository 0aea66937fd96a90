const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
};

/** A log line for a terminal: local time, level, message, then all other fields as `name=value`. */
export function readableLine(json: string): string {
  const { level, time, msg = '', err, pid: _pid, hostname: _hostname, ...rest } = JSON.parse(json);
  const details = Object.entries(rest).map(([name, value]) => `${name}=${shown(value)}`);
  const at = new Date(time).toTimeString().slice(0, 8);
  const words = [at, (LEVELS[level] ?? String(level)).padEnd(5), printable(msg), ...details];
  const stack: unknown = err?.stack ?? err?.message;
  return `${words.join(' ')}\n${typeof stack === 'string' ? printable(stack).replace(/^/gm, '    ').concat('\n') : ''}`;
}

/** Simple words unchanged, everything else as JSON, which escapes control characters. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Some texts come from agents: removes control characters, which could move the cursor or change colours. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, ' ');
}
