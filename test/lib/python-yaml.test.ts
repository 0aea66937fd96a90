import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePythonYaml } from '../../src/lib/python-yaml.js';

describe('inside brackets', () => {
  it("indentation means nothing, as in OCS's own quick start", () => {
    const text = `hub: {wamp_realm: test_realm}
hosts:
  localhost: {
  'crossbar': {'config-dir': './dot_crossbar/'},
    'agent-instances': [{'agent-class': 'A', 'instance-id': 'a',
'arguments': []}]
  }
other: [
1
]
`;
    assert.deepEqual(parsePythonYaml(text), {
      ok: true,
      value: {
        hub: { wamp_realm: 'test_realm' },
        hosts: {
          localhost: {
            crossbar: { 'config-dir': './dot_crossbar/' },
            'agent-instances': [{ 'agent-class': 'A', 'instance-id': 'a', arguments: [] }],
          },
        },
        other: [1],
      },
    });
  });

  it('a mistake is reported with its place in the file', () => {
    const parsed = parsePythonYaml('a:\n  b: [\n1, }]\n');
    assert.ok(!parsed.ok);
    assert.deepEqual(parsed.problem.place, { line: 3, column: 4 });
  });

  it('no bracket continues in another document', () => {
    assert.equal(parsePythonYaml('a: [1,\n---\n2]\n').ok, false);
  });
});
