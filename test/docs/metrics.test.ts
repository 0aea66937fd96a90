import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { DEFINITIONS, type Definition } from '../../src/metrics/definitions.js';
import { createInstruments } from '../../src/metrics/instruments.js';
import { projectRoot } from '../project-root.js';

const read = (path: string) => readFileSync(join(projectRoot, 'docs', path), 'utf8');
const PAGE = read('metrics.md');
const definitions = Object.values<Definition>(DEFINITIONS);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: object;
      readonly annotations: object;
    }[];
  }[];
}

const rules = (parse(read('prometheus/multismurf.rules.yml')) as Rules).groups.flatMap(
  (group) => group.rules,
);

/** The lines of the table with this first column. */
const rowsOf = (title: string): readonly (readonly string[])[] => {
  const [, table = ''] = PAGE.split(`| ${title} |`);
  const [, ...lines] = table.split('\n\n')[0]?.split('\n') ?? [];
  return lines.slice(1).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
};

describe('docs/metrics.md', () => {
  it('has each metric with its type, unit, labels and meaning, and no other', () => {
    const expected = definitions.map(({ name, type, unit, labels, help }) => [
      `\`${name}\``,
      type,
      unit,
      labels.map((label) => `\`${label}\``).join(', '),
      help,
    ]);
    assert.deepEqual(rowsOf('metric'), expected);
  });

  it('has each alert of the rules with its severity, and no other', () => {
    const expected = rules.map(({ alert, labels }) => [`\`${alert}\``, Object.values(labels).join()]);
    assert.deepEqual(
      rowsOf('alert').map(([alert, severity]) => [alert, severity]),
      expected,
    );
  });
});

describe('the metrics', () => {
  it('are those of the registry', async () => {
    const { registry } = createInstruments();
    const registered = registry.getMetricsAsArray().map(({ name, type, help }) => [name, type, help]);
    assert.deepEqual(
      registered,
      definitions.map(({ name, type, help }) => [name, type, help]),
    );
  });

  it('have names by the conventions of Prometheus', () => {
    for (const { name, type, unit } of definitions) {
      assert.match(name, /^(multismurf|process|nodejs)_[a-z_]+$/);
      assert.equal(name.endsWith('_total'), type === 'counter', name);
      if (unit === 'seconds' || unit === 'bytes') assert.match(name, new RegExp(`_${unit}(_total)?$`));
    }
  });
});

describe('the rules for alerts', () => {
  it('have the labels and annotations that the docs name, and use only metrics that exist', () => {
    for (const { alert, expr, labels, annotations } of rules) {
      assert.deepEqual(Object.keys(labels), ['severity'], alert);
      assert.deepEqual(Object.keys(annotations), ['description', 'groups'], alert);
      for (const [name] of expr.matchAll(/\bmultismurf_\w+/g)) {
        assert.ok(
          definitions.some((definition) => definition.name === name),
          `${alert}: ${name}`,
        );
      }
    }
  });
});
