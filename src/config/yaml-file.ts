import { parsePythonYaml } from '../lib/python-yaml.js';
import type { Problem } from './problem.js';
import { readText } from './text-file.js';

/**
 * The value in a YAML file. Undefined if the file cannot be used, which is then in the problems.
 * @param wanted what the file contains, for the problems
 * @param advice what to do if the file cannot be read
 */
export function readYaml(
  path: string,
  readFile: (path: string) => string,
  problems: Problem[],
  wanted: string,
  advice?: string,
): unknown {
  const text = readText(path, readFile, problems, wanted, advice);
  if (text === undefined) return undefined;
  const yaml = parsePythonYaml(text);
  if (yaml.ok) return yaml.value;
  const { place, message } = yaml.problem;
  problems.push(
    place === null
      ? { source: path, message: `the YAML cannot be used: ${message}` }
      : { source: `${path}:${place.line}:${place.column}`, message: `invalid YAML: ${message}` },
  );
  return undefined;
}
