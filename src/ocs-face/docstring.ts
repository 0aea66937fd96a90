const ADDED_PARAMETERS = 'stream_ids=None, run_options=None';

const ADDED_ENTRIES = [
  'stream_ids : list of str, optional',
  "    The slots to command, by stream id or instance id; 'all', and None by default, is all that can be.",
  'run_options : dict, optional',
  '    How to command them, with any of these members.',
  "    max_concurrency: so many slots at a time, 3 or '25%' of them; 1 is one after the other. By default all",
  '    at once.',
  '    settle_seconds: with max_concurrency, the pause before a slot takes the place of another; 0 by default.',
  '    timeout_seconds: a slot that has not finished so long after its own start has failed.',
  '    min_slots: reject the request if fewer slots can be commanded.',
  '    request_id: an id of your own. The same request with the same id gives the same run, not another.',
  '    force: if true, also command slots on which the outcome of an earlier run is unknown.',
  '    exclusive: a dict of grant and password, the name of an exclusive grant of the access director and',
  '    its password if it has one. The grant is held while the run goes on.',
];

const NOTE = [
  'MultiSmurf does this on all chosen slots and waits until each has finished. The session succeeds only if',
  'it succeeds on every slot; its data are the encoded sessions of the slots by stream id. All other',
  'parameters are passed to the slots unchanged. A stop or an abort reaches every slot that does this,',
  'wherever it was started.',
];

const ARGS_SECTION = /^\s*(Args|Arguments|Parameters|Params):?\s*$/;
const OTHER_SECTION = /^\s*(Notes?|Returns?|Yields?|Raises|Examples?|See Also|Warnings?):?\s*$/;

/**
 * The docstring of a slot's operation, grown by what MultiSmurf adds: two parameters, in the signature and in
 * the section Args, and a note at the end. Where OCS's customs were not kept, both are made.
 */
export function extendDocstring(operation: string, docstring: string | null): string {
  const own = (docstring ?? '').trim();
  const lines = withParameters(operation, own).split('\n');
  return [...withEntries(lines), '', ...NOTE].join('\n');
}

function withParameters(operation: string, text: string): string {
  const opening = new RegExp(`^${operation}\\s*\\(`).exec(text);
  const end = opening ? closingOf(text, opening[0].length) : -1;
  if (!opening || end < 0) return `${operation}(${ADDED_PARAMETERS})\n\n${text}`.trimEnd();
  const parameters = text.slice(opening[0].length, end).trimEnd().replace(/,$/, '');
  const all = parameters === '' ? ADDED_PARAMETERS : `${parameters}, ${ADDED_PARAMETERS}`;
  return `${opening[0]}${all}${text.slice(end)}`;
}

/** Where the parenthesis closes that was opened just before `from`; -1 if it does not. */
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
