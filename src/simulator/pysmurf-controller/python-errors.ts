import { messageOf } from '../../lib/error-message.js';
/** An exception in the agent's Python code. The message is its traceback, as Python prints it. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
}

/** An exception of this class, raised in the function of this name. */
export function pythonError(type: string, text: string, where = '<module>'): PythonError {
  const lines = ['Traceback (most recent call last):', `  File "<simulator>", line 1, in ${where}`];
  return new PythonError([...lines, text === '' ? type : `${type}: ${text}`].join('\n'));
}

/** The last line of a traceback: the class of the exception, and its text if it has one. */
const LAST_LINE = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?:: (.*))?$/;

/**
 * The text that twisted 26.10.0 prints for an exception in the process of the agent (`str(Failure)`). In ocs 0.12.1 it
 * is the last message of the session, after `CRASH: ` (ocs/ocs_agent.py, `_handle_task_error`).
 */
export function failureText(error: unknown): string {
  const printed = messageOf(error);
  const found =
    error instanceof PythonError ? LAST_LINE.exec(printed.split('\n').at(-1)?.trim() ?? '') : null;
  const [type, text] = found ? [found[1], found[2] ?? ''] : ['RuntimeError', printed];
  return `[Failure instance: Traceback: <class '${type}'>: ${text}\n<simulator>:1:<module>\n]`;
}
