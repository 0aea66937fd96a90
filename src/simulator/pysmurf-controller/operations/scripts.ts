import type { OpSession, Outcome } from '../../../ocs/agent/session.js';
import { elapse, type OperationContext, occupy, type Tasks } from '../context.js';
import { docstring } from '../docstring.js';
import { PythonError, pythonError } from '../python-errors.js';

/** How long every script takes in the simulator. */
const SCRIPT_SECONDS = 20;
/** How long the agent waits after a script for its last messages. */
const LINGER_SECONDS = 1;
const TEST_SECONDS = 2;

/** Tasks that run code outside the agent. No script is really run: every script succeeds unless it is killed. */
export function scriptTasks(context: OperationContext): Tasks {
  const { lock, pace } = context;
  let script: { readonly kill: AbortController; exited: boolean } | undefined;

  return {
    run: {
      docstring: docstring({
        signature: 'run(script, args=[], log=True)',
        kind: 'Task',
        text: 'Runs a script that commands the slot. The simulator only waits for some time.',
        args: [
          ['script', 'string', 'Path of the script.'],
          ['args', 'list, optional', 'Arguments of the script.'],
          [
            'log',
            'string/bool, optional',
            'File for the output of the script; true for the log of the agent.',
          ],
        ],
      }),
      blocking: false,
      async run(session, params): Promise<Outcome> {
        const path = params['script'];
        if (typeof path !== 'string') throw pythonError('KeyError', "'script'", 'run');
        const started = { kill: new AbortController(), exited: false };
        return await lock.hold<Outcome>(
          path,
          async () => {
            script = started;
            const exitCode = await runScript(context, session, started.kill.signal);
            started.exited = true;
            await pace.work(LINGER_SECONDS);
            return [exitCode === 0, `Script has finished with exit code ${exitCode ?? 'None'}`];
          },
          (holder) => [
            false,
            `The requested script cannot be run because script ${holder} is already running`,
          ],
        );
      },
    },

    abort: {
      docstring: docstring({
        signature: 'abort()',
        kind: 'Task',
        text: 'Kills the script that run has started. Crashes if there is none.',
      }),
      blocking: false,
      async run(session) {
        await elapse(context, session, 0);
        if (!script)
          throw pythonError('AttributeError', "'NoneType' object has no attribute 'transport'", 'abort');
        if (script.exited) throw pythonError('twisted.internet.error.ProcessExitedAlready', '', 'abort');
        script.kill.abort();
        return [true, 'Aborting process'];
      },
    },

    run_test_func: {
      docstring: docstring({
        signature: 'run_test_func()',
        kind: 'Task',
        text: 'Tests whether the agent can start processes. Needs no hardware.',
      }),
      async run(session) {
        try {
          await elapse(context, session, TEST_SECONDS);
        } catch (error) {
          if (!(error instanceof PythonError)) throw error;
          session.data['data'] = null;
          return [false, 'finished'];
        }
        session.data = { test: 10 };
        return [true, 'finished'];
      },
    },
  };
}

/** The exit code of the script; null if it was killed. */
async function runScript(
  context: OperationContext,
  session: OpSession,
  kill: AbortSignal,
): Promise<number | null> {
  try {
    await occupy(context, session, SCRIPT_SECONDS, { stop: kill });
  } catch (error) {
    if (error instanceof PythonError) return 1;
    throw error;
  }
  return kill.aborted ? null : 0;
}
