import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../project-root.js';

/**
 * Puts mistakes into copies of the core, one at a time, and checks that seeds find each of them:
 *
 *     npm run test:mistakes [-- 2]
 *
 * Fails if 1,000 seeds do not find a mistake, or if its place no longer exists in the core.
 */
interface Mistake extends Edit {
  readonly name: string;
  /** Further places of the same mistake. */
  readonly also?: readonly Edit[];
}

interface Edit {
  /** The path below `src/core`. */
  readonly file: string;
  /** The correct code, in the built JavaScript. */
  readonly right: RegExp;
  readonly wrong: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a start is sent again after its answer was lost',
    file: 'runs/drive-slot',
    right: /(case 'unreadable':\s*)await lookUpStart\(lane, turn\);/,
    wrong:
      '$1await takeAnswer(lane, turn, await tools.client.start(address, run.operation, paramsOf(run, lane.now) ?? {}));',
  },
  {
    name: 'an outcome is published before it is stored',
    file: 'runs/run-journal',
    right: /if \(!storeFirst\)\s*show\(next\);/,
    wrong: 'show(next);',
  },
  {
    name: "another run's session is taken",
    file: 'runs/look-up-start',
    right: /if \(record\.id === now\.sessionBefore\)\s*return 'not ours';/,
    wrong: "return 'ours';",
  },
  {
    name: 'a LOST slot never returns',
    file: 'runs/lane-watch',
    right: /if \(kind === 'RETURNED' &&/,
    wrong: 'if (false &&',
  },
  {
    name: 'a start is sent before it is stored',
    file: 'runs/drive-slot',
    right: /const isStored = await (lane\.record\(\{\s*type: 'START_SENT')/,
    wrong: 'const isStored = true; void $1',
  },
  {
    name: "the end of another run's session is taken",
    file: 'runs/follow-session',
    right: /if \(id !== sessionId\)\s*return;/,
    wrong: '',
  },
  {
    name: 'a stop waits for the store',
    file: 'runs/stop-slot',
    right: /const delivering = deliverStop\(/,
    wrong: "await lane.record({ type: 'STOP_SENT', sessionBefore: null }); const delivering = deliverStop(",
  },
  {
    name: 'an end is overwritten by a late cancel',
    file: 'runs/run-reducer',
    right: /if \(!isOpen\(slot\)\)\s*return afterTheEnd\(slot, event\);/,
    wrong: '',
  },
  {
    name: 'a repeated request starts again',
    file: 'runs/request-ids',
    right: /\(await find\(key\)\) \?\? \(await begin\(\)\)/,
    wrong: 'await begin()',
    also: [
      {
        // The store rejects a second run with the same request id, too.
        file: 'runs/starts',
        right: /if \(!\(await store\.create\(run\)\)\)\s*return await sameRequest\(request\);/,
        wrong: 'await store.create({ ...run, requestId: null });',
      },
    ],
  },
  {
    name: 'a driver ignores its lost lock',
    file: 'runs/executions',
    right: /releaseAll\(\) \{/,
    wrong: '$& return;',
    also: [
      {
        file: 'core',
        right: /const \{ mayDrive, catchUp \} = peers;/,
        wrong: 'const { catchUp } = peers;\n    const mayDrive = async () => true;',
      },
      {
        file: 'runs/executions',
        right: /if \(!isOurs\)\s*release\(execution\);\s*return isOurs;/,
        wrong: 'return true;',
      },
    ],
  },
  {
    name: 'a window has one place too many',
    file: 'runs/start-window',
    right: /Math\.min\(places, batch\.length\)/,
    wrong: 'Math.min(places + 1, batch.length)',
  },
  {
    name: 'a slot with an unknown outcome frees its place',
    file: 'runs/start-window',
    right: /!\(isOpen\(lane\.now\) \|\| isInDoubt\(lane\)\)/,
    wrong: '!isOpen(lane.now)',
    also: [
      {
        file: 'runs/start-window',
        right: /holder\(\) === null && !isPaused\(\)/,
        wrong: '!isPaused()',
      },
    ],
  },
  {
    name: 'a batch starts before the one before has ended',
    file: 'runs/start-window',
    right: /await Promise\.all\(filling\);/,
    wrong: 'void Promise.all(filling);',
  },
  {
    name: 'too many errors do not end the starts',
    file: 'runs/start-window',
    right: /if \(maxErrors === null\)/,
    wrong: 'if (true)',
  },
  {
    name: 'a paused run starts a slot',
    file: 'runs/start-window',
    right: /holder\(\) === null && !isPaused\(\)/,
    wrong: 'holder() === null',
    also: [
      { file: 'runs/start-window', right: /else if \(isPaused\(\) &&/, wrong: 'else if (false &&' },
      {
        // The driver of a slot asks again before it sends the start.
        file: 'runs/drive-slot',
        right: /run\.pausedAt !== null \|\| run\.heldBy !== null/,
        wrong: 'run.heldBy !== null',
      },
    ],
  },
  {
    name: "a slot's own parameters are not sent",
    file: 'runs/run',
    right: /\.\.\.slot\.params,/,
    wrong: '',
  },
  {
    name: 'a retry commands all slots',
    file: 'runs/retry-run',
    right: /statuses\?\.includes\(status\) \?\? status !== 'SUCCEEDED'/,
    wrong: 'true',
  },
  {
    name: 'a retry does not know its run',
    file: 'runs/retry-run',
    right: /retryOf: run\.id,/,
    wrong: 'retryOf: null,',
  },
  {
    name: 'a repeated retry starts again',
    file: 'runs/retry-run',
    right: /\.\.\.request,/,
    wrong: '...request, requestId: null,',
  },
  {
    name: 'the tag of a retry names its run, not the retry',
    file: 'runs/run',
    right: /\[TAG\]: id \}/,
    wrong: '[TAG]: arguments[0].retryOf ?? id }',
  },
  {
    name: 'a run does not release its grant',
    file: 'runs/executions',
    right: /void holdings\.get\(id\)\?\.release\(\);/,
    wrong: '',
  },
  {
    name: 'a run with a grant starts before the agents know the grant',
    file: 'grants/grant-holder',
    right: /knownToAgents\(guarded/,
    wrong: '(async () => {})(guarded',
  },
  {
    name: 'a run renews and releases the grant of another client',
    file: 'grants/grant-holder',
    right: /isOurs: \(\) => isShownAs\([^)]*\)/,
    wrong: 'isOurs: async () => true',
  },
  {
    name: 'a group stands for one slot only',
    file: 'slots/names',
    right: /return meaning\.kind === 'slot' \? \[meaning\.slot\] : meaning\.slots;/,
    wrong: "return meaning.kind === 'slot' ? [meaning.slot] : meaning.slots.slice(0, 1);",
  },
];

const SEEDS = '1000';
/** Always the same, so that the results can be repeated. */
const FROM = '1';

function tryMistake({ name, also = [], ...first }: Mistake, number: number): boolean {
  const say = (text: string) => process.stdout.write(`${number}. ${name}: ${text}\n`);
  // Inside the project, so that the imports of the core resolve.
  const folder = join(projectRoot, '.cache', 'mistakes', String(number));
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(projectRoot, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const { file, right, wrong } of [first, ...also]) {
    const path = join(folder, 'dist', 'src', 'core', `${file}.js`);
    const text = readFileSync(path, 'utf8');
    if (!right.test(text)) {
      say(`its place no longer exists in ${file}`);
      return false;
    }
    writeFileSync(path, text.replace(right, wrong));
  }
  const range = join(folder, 'dist', 'test', 'simulation', 'range.js');
  const args = [range, '--seeds', SEEDS, '--from', FROM, '--first'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  const found = /seed (\d+) FAILED.*\n\s*(.*)/.exec(stdout);
  if (status === 0 || !found) {
    say(`not found by ${SEEDS} seeds`);
    return false;
  }
  say(`found by seed ${found[1]}: ${found[2]}`);
  return true;
}

const only = process.argv[2];
const results = MISTAKES.map((mistake, index) =>
  only === undefined || Number(only) === index + 1 ? tryMistake(mistake, index + 1) : true,
);
process.exitCode = results.every(Boolean) ? 0 : 1;
