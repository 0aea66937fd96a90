import { similarWords } from '../../lib/did-you-mean.js';
import { namesEveryParameter, parseParameters } from '../../ocs/docstring.js';

/**
 * Reports parameters that are not in the docstring of the operation. This is only a warning: docstrings can be wrong,
 * and only the agent knows its parameters. Null if the docstring has all of them, or has no list of parameters.
 * @param docstring null if the operation has none
 */
export function checkParams(
  params: Readonly<Record<string, unknown>>,
  docstring: string | null,
): string | null {
  if (docstring === null || !namesEveryParameter(docstring)) return null;
  const known = parseParameters(docstring).map(({ name }) => name);
  const unknown = Object.keys(params).filter((name) => !known.includes(name));
  if (unknown.length === 0) return null;
  const complaints = unknown.map((name) => {
    const [meant] = similarWords(name, known);
    return `unknown parameter ${name}${meant === undefined ? '.' : `: did you mean ${meant}?`}`;
  });
  return `${complaints.join(' ')} The agent may reject ${unknown.length === 1 ? 'it' : 'them'}.`;
}
