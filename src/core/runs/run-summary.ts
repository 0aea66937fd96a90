import { isOpen, nameOf, type Run, type RunSlot, runSuccess } from './run.js';

/**
 * The run in one line of text: first the skipped slots, then the outcome of the others. Null while the run is open, if
 * no slot was skipped.
 */
export function runSummary(run: Run): string | null {
  const leftOut = leftOutOf(run);
  if (run.status === 'RUNNING') return leftOut;
  return [leftOut, outcomeOf(run)].filter((part) => part !== null).join(' ');
}

function leftOutOf({ slots, skipped }: Run): string | null {
  if (skipped.length === 0) return null;
  const reasons = skipped.map((slot) => `${nameOf(slot)}: ${slot.brief}`);
  return `Commanded ${slots.length} of ${counted(slots.length + skipped.length)}; skipped ${reasons.join('; ')}.`;
}

function outcomeOf(run: Run): string {
  const all = counted(run.slots.length);
  const inferred = run.slots.filter((slot) => slot.inferred).length;
  const note = inferred === 0 ? '' : ` The outcome of ${counted(inferred)} was inferred.`;
  const what = run.action === 'RUN' ? run.operation : `The ${run.action.toLowerCase()} of ${run.operation}`;
  if (runSuccess(run)) return `${what} succeeded on ${all}.${note}`;
  const failed = run.slots.filter(({ status }) => status !== 'SUCCEEDED');
  const reasons = failed.map((slot) => `${nameOf(slot)}: ${outcomeWithReason(slot)}`);
  return `${what} did not succeed on ${failed.length} of ${all}. ${reasons.join(' ')}${note}`;
}

/** One sentence for each slot where a cancel could not end the operation. */
export function goingOn(run: Run): string[] {
  return run.slots
    .filter((slot) => isOpen(slot) && slot.message !== null)
    .map((slot) => `${run.operation} continues on ${nameOf(slot)}: ${reasonOf(slot) ?? ''}`);
}

function outcomeWithReason(slot: RunSlot): string {
  const reason = reasonOf(slot);
  return reason === null ? `${slot.status}.` : `${slot.status}, ${reason}`;
}

/** The reason in one line, the same in both faces; null if there is none. */
export function reasonOf({ message }: Pick<RunSlot, 'message'>): string | null {
  return message === null ? null : sentence(message);
}

/**
 * The message of the agent in one line, as a sentence. For an exception it is the last line of the Python traceback:
 * the class and the first line of the text. It ends with a punctuation mark and is never empty.
 */
export function sentence(message: string): string {
  const line = twistedFailure(message) ?? pythonTraceback(message) ?? firstWords(message);
  if (line === '') return 'The agent gave no reason.';
  return /[.!?]$/.test(line) ? line : `${line.replace(/[\s:;,[({]+$/, '')}.`;
}

/** twisted 26.10.0, `str(Failure)`: the exception, its frames (`file:line:function`), and a bracket. */
function twistedFailure(message: string): string | null {
  const found = /\[Failure instance: Traceback[^:]*: <class '([^']+)'>: ([\s\S]*)$/.exec(message);
  if (!found) return null;
  const [, type = '', rest = ''] = found;
  const lines = rest.split('\n');
  const end = lines.findIndex((line) => line === ']' || /^--- <|:\d+:\S+$/.test(line));
  const text = firstWords(end < 0 ? rest.replace(/\]\s*$/, '') : lines.slice(0, end).join('\n'));
  return before(message.slice(0, found.index)) + (text === '' ? type : `${type}: ${text}`);
}

/** The exception is the first line after the indented frames; if there are several tracebacks, the last one is used. */
function pythonTraceback(message: string): string | null {
  const start = message.lastIndexOf('Traceback (most recent call last):');
  if (start < 0) return null;
  const [title = '', ...lines] = message.slice(start).split('\n');
  const exception = lines.find((line) => /^\S/.test(line)) ?? lines.findLast((line) => line.trim() !== '');
  return before(message.slice(0, start)) + (exception ?? title).trim();
}

/** The text before the exception on its line, such as the operation that raised it. */
function before(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1).replace(/(CRASH|ERROR): $/, '');
}

/** The first line that contains a letter or a digit. */
function firstWords(text: string): string {
  const line = text.split('\n').find((candidate) => /[\p{L}\p{N}]/u.test(candidate));
  return line?.trim() ?? '';
}

export function counted(slots: number): string {
  return slots === 1 ? '1 slot' : `${slots} slots`;
}
