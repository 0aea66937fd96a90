const ADDED_PARAMETERS = 'stream_ids=None, run_options=None';

const ADDED_ENTRIES = [
  'stream_ids : list of str, optional',
  "    The slots to command, by stream id, instance id or group. Default (None or 'all'): all that can be commanded.",
  'run_options : dict, optional',
  '    How to command the slots. All members are optional.',
  "    max_concurrency: number of slots that run at the same time, such as 3, or '25%' of the slots; 1 means one",
  '    after the other. Default: all slots at the same time.',
  "    batches: list of numbers of slots or percentages, such as [1, '25%', '100%']: a batch starts when the one",
  '    before has ended. The last entry repeats.',
  '    max_errors: no further slot starts if more slots than this did not succeed. Default: 0 with batches.',
  '    settle_seconds: the pause before the next slot or batch starts, in seconds. Default: 0.',
  '    timeout_seconds: a slot that has not finished after this many seconds from its own start is TIMED_OUT.',
  '    min_slots: the request is rejected if fewer slots can be commanded.',
  '    request_id: an id that you choose. The same request with the same id returns the same run.',
  '    force: if true, also command slots where the outcome of an earlier run is unknown.',
  '    skip_unavailable: if true, named slots that cannot be commanded are skipped, instead of rejecting the request.',
  '    note: why the run is made, a text of at most 1000 characters.',
  "    labels: list of labels, with which the run can be found, such as ['calibration'].",
  '    requested_by: who makes the run, a name of at most 100 characters. It is shown as unverified.',
  '    exclusive: a dict with grant (name of an exclusive grant of the access director) and password (of the',
  '    grant, if it has one). The grant is held during the run.',
];

const NOTE = [
  'MultiSmurf runs this operation on all chosen slots and waits until each slot has finished. The session',
  'succeeds only if every slot succeeds; its data are the encoded sessions of the slots by stream id. All',
  'other parameters are passed to the slots unchanged. A stop or an abort reaches every slot that runs this',
  'operation, regardless of who started it.',
];

const ARGS_SECTION = /^\s*(Args|Arguments|Parameters|Params):?\s*$/;
const OTHER_SECTION = /^\s*(Notes?|Returns?|Yields?|Raises|Examples?|See Also|Warnings?):?\s*$/;

/**
 * The docstring of an operation of the slots, with the additions of MultiSmurf: two parameters, in the signature and in
 * the section Args, and a note at the end. If the docstring has no signature or no section Args, they are created.
 */
export function extendDocstring(operation: string, docstring: string | null): string {
  const own = (docstring ?? '').trim();
  const lines = withParameters(operation, own).split('\n');
  return [...withEntries(lines), '', ...NOTE].join('\n');
}

function withParameters(operation: string, text: string): string {
  // The name comes from an agent, so it is not used in a regular expression.
  const [opening = ''] = text.startsWith(operation)
    ? (/^\s*\(/.exec(text.slice(operation.length)) ?? [])
    : [];
  const from = operation.length + opening.length;
  const end = opening === '' ? -1 : closingOf(text, from);
  if (end < 0) return `${operation}(${ADDED_PARAMETERS})\n\n${text}`.trimEnd();
  const parameters = text.slice(from, end).trimEnd().replace(/,$/, '');
  const all = parameters === '' ? ADDED_PARAMETERS : `${parameters}, ${ADDED_PARAMETERS}`;
  return `${text.slice(0, from)}${all}${text.slice(end)}`;
}

/** The index of the parenthesis that closes the one just before `from`; -1 if there is none. */
function closingOf(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (depth === 0) return at;
  }
  return -1;
}

function withEntries(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => ARGS_SECTION.test(line));
  if (start < 0) return [...lines, '', 'Args', '----', ...ADDED_ENTRIES];
  const next = lines.findIndex((line, index) => index > start && OTHER_SECTION.test(line));
  const section = lines.slice(start, next < 0 ? undefined : next);
  while (section.at(-1)?.trim() === '') section.pop();
  const indent = /^\s*/.exec(lines[start] ?? '')?.[0] ?? '';
  const rest = next < 0 ? [] : ['', ...lines.slice(next)];
  return [...lines.slice(0, start), ...section, ...ADDED_ENTRIES.map((line) => indent + line), ...rest];
}
