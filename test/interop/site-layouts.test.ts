import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { parsePythonYaml } from '../../src/lib/python-yaml.js';
import { ensurePythonEnvironment } from './python-environment.js';

/** Ways to lay out a site file, and what is no YAML at all. */
const LAYOUTS = [
  // The quick start that OCS publishes.
  "hosts:\n  localhost: {\n  'crossbar': {'config-dir': './c/'},\n    'agent-instances': [\n      {'agent-class': 'A', 'instance-id': 'a', 'arguments': []},\n    ]\n  }\n",
  // Brackets over several lines, further in and further out than the block around them.
  'a: {\nb: 1,\n  c: [\n1,\n 2\n]\n}\nd: 2\n',
  "a:\n  b: {\n'c': 1}\n  d: [x,\ny]\ne: 1\n",
  '- [a,\nb]\n- {c:\nd}\n',
  'a: {b: {\nc: {\nd: 1\n}\n}\n}\n',
  'a: [\n\n1\n\n]\n',
  'a: [1, # comment\n# other\n2]\n',
  'a: {b: c,\n# comment }\n}\n',
  "a: {b: 'x\ny', c: [x y\nz]}\n",
  'a: [b: 1,\nc: 2]\n',
  'a: {\r\nb: 1\r\n}\r\n',
  'k: [\n[1],\n[2,\n3]]\n',
  "h: {\n 'agent-instances': [\n {'agent-class': X,\n'instance-id': y,\n 'arguments': ['--a',\n 'b']},\n]}\n",
  'a: |\n  { text\n  [ more\nb: {c: 1\n}\n',
  // Arguments in the ways that site files have them.
  'a: [--port, 4001, --timeout, take_iv=1800]\n',
  "a: [['--port', '4001'], ['--x', 0]]\n",
  'a:\n- --port\n- 010\n- 0x10\n- 1:30\n- 1_000\n- 1e3\n- 1.0e+3\n- .5\n',
  'a: [yes, No, on, OFF, y, n, true, ~, null, "", Null]\n',
  'a: 1\na: 2\n',
  'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n',
  "a: {'b':1, c: }\n",
  'a: {b:1}\n',
  'a: b {\nc: d\n',
  // What PyYAML rejects.
  'a: {b: 1\n',
  'a: [1\nb: 2\n',
  'a: [1,\n---\n2]\n',
  'a: [\n- b\n]\n',
  'a: [*b]\n',
  'a: b: c\n',
];

const READ = `
import json, sys, yaml
def read(text):
    try:
        return {'ok': True, 'value': yaml.safe_load(text)}
    except yaml.YAMLError:
        return {'ok': False}
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;

it('site files are read as PyYAML reads them, whatever their layout', async () => {
  const { python } = await ensurePythonEnvironment();
  const output = execFileSync(python, ['-c', READ], { input: JSON.stringify(LAYOUTS), encoding: 'utf8' });
  const expected = JSON.parse(output);
  for (const [index, text] of LAYOUTS.entries()) {
    const { ok, ...read } = parsePythonYaml(text);
    assert.deepEqual(ok ? { ok, ...read } : { ok }, expected[index], text);
  }
});
