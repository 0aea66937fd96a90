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

  it('text that is nested too deeply is reported with its place: it once ended the process', () => {
    const blocks = Array.from({ length: 300 }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
    for (const [text, line] of [
      [`a:\n ${'['.repeat(5000)}`, 2],
      ['- '.repeat(20_000), 1],
      [blocks, 101],
    ] as const) {
      const parsed = parsePythonYaml(text);
      assert.ok(!parsed.ok);
      assert.match(parsed.problem.message, /nested deeper than 100 levels/);
      assert.equal(parsed.problem.place?.line, line);
    }
    const wide = 'a: [1]\n- {b: "[["}\n'.repeat(1000);
    assert.equal(parsePythonYaml(wide.replaceAll('a: [1]\n', '')).ok, true);
  });

  it('the lines inside brackets are indented up to a limit, since each takes a pass over the text', () => {
    const text = (count: number) => `hosts:\n  daq: [\n${'{a: 1},\n'.repeat(count)}]\n`;
    const parsed = parsePythonYaml(text(100));
    assert.ok(parsed.ok);
    const many = parsePythonYaml(text(10_000));
    assert.ok(!many.ok);
    assert.match(many.problem.message, /^too many lines inside \[ \] or \{ \} begin further left/);
    assert.ok(Number(many.problem.place?.line) > 3);
  });

  it('no bracket continues in another document', () => {
    assert.equal(parsePythonYaml('a: [1,\n---\n2]\n').ok, false);
  });
});
