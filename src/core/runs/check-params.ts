import { similarWords } from '../../lib/did-you-mean.js';
import { namesEveryParameter, parseParameters } from '../../ocs/docstring.js';

/**
 * What a plan reports of the parameters: those that the operation's docstring does not name, since docstrings
 * can be wrong and only the agent knows. Null where it names all of them, or does not list what it takes.
 * @param docstring null where the agent has none
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
