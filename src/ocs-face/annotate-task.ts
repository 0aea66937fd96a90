import type { Core } from '../core/core.js';
import { type Annotation, parseAnnotation } from '../core/runs/annotation.js';
import type { TaskDefinition } from '../ocs/agent/operations.js';
import type { Params } from '../ocs/agent/parameters.js';
import { endsSession, rejectsStart } from './own-parameters.js';
import { encodeSummary } from './run-tasks.js';

const DOCSTRING = [
  'annotate_run(run_id, note=None, labels=None)',
  '',
  '**Task** - Changes the note or the labels of a run, open or ended. Succeeds when that is stored.',
  '',
  'Args',
  '----',
  'run_id : str',
  '    Id of the run: recent_runs lists them.',
  'note : str, optional',
  "    The new note, at most 1000 characters. '' removes it. Default: the old note.",
  'labels : list of str, optional',
  '    All labels of the run from now on, at most 20. [] removes them. Default: the old labels.',
  '',
  'Notes',
  '-----',
  "session.data['run'] is the run, encoded as in recent_runs.",
].join('\n');

const WORDS = { note: 'note', labels: 'labels', noLabels: '[]' } as const;

/** For OCS clients, None means that a parameter is omitted. */
const changeIn = ({ note, labels }: Params): Annotation =>
  parseAnnotation({ note: note ?? undefined, labels: labels ?? undefined, words: WORDS });

export function annotateTask({ runs }: Pick<Core, 'runs'>): TaskDefinition {
  return {
    docstring: DOCSTRING,
    parameters: {
      run_id: { type: 'str' },
      note: { type: 'str', default: null },
      labels: { default: null },
    },
    blocking: false,
    accept: (params) => void rejectsStart(() => changeIn(params)),
    run: (session, params) =>
      endsSession(async () => {
        const run = await runs.annotate(params['run_id'] as string, changeIn(params));
        session.data = { run: encodeSummary(run) };
        return [true, 'The note and the labels are stored.'];
      }),
  };
}
