import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildSchema, isEnumType } from 'graphql';
import { CloseCode } from 'graphql-ws';
import { ALERT_NAMES } from '../../src/alerts/alert.js';
import { webhookBody } from '../../src/alerts/webhook-body.js';
import { projectRoot } from '../project-root.js';

const read = (path: string) => readFileSync(join(projectRoot, path), 'utf8');

const PAGE = read('docs/troubleshooting.md');
const schema = buildSchema(read('schema.graphql'));

/** The names of all values of these enums. */
const valuesOf = (...enums: readonly string[]) =>
  enums.flatMap((name) => {
    const type = schema.getType(name);
    assert.ok(isEnumType(type), name);
    return type.getValues().map((value) => value.name);
  });

/** A heading or the first cell of a line in a table, if it is a code. */
const ENTRY = /^(?:### ([A-Z][A-Z_]+|\d{4})$|\| `([A-Z][A-Z_]+)` \|)/gm;

function sectionOf(page: string, title: string): string {
  const section = page.split('\n## ').find((one) => one.startsWith(`${title}\n`));
  assert.ok(section, title);
  return section;
}

/** The first cells of the lines in a table that are alerts. */
const ALERT = /^\| \[?`([A-Z][a-z]+[A-Z][A-Za-z]+)`(?:\]\(#[a-z]+\))? \|/gm;

const entriesIn = (title: string): readonly string[] =>
  [...sectionOf(PAGE, title).matchAll(ENTRY)].map(([, heading, cell]) => heading ?? cell ?? '');

/** The codes in the table of the cookbook, which `test/http/error-codes.test.ts` compares with real answers. */
const inCookbook = [
  ...sectionOf(read('docs/cookbook.md'), 'Errors and their codes').matchAll(/^\| (`[A-Z_`, ]+`) \|/gm),
].flatMap(([, cell = '']) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code));

const sources = ['src/http', 'src/graphql']
  .flatMap((folder) => readdirSync(join(projectRoot, folder)).map((name) => `${folder}/${name}`))
  .map(read)
  .join('\n');

const inSources = [...sources.matchAll(/\bcode: '([A-Z_]+)'/g)].map(([, code = '']) => code);

const ofApi = valuesOf('ErrorCode');
const ofHttp = [...inCookbook, ...inSources].filter((code) => !ofApi.includes(code));

/** The codes that we close WebSockets with, and those of `ws` and graphql-ws. */
const closing: readonly number[] = [
  ...[...sources.matchAll(/CloseCode\.(\w+)/g)].map(([, name]) => CloseCode[name as keyof typeof CloseCode]),
  ...[...sources.matchAll(/\.close\((1\d{3})\b|\bTRY_AGAIN_LATER = (\d+)/g)].map(([, own, later]) =>
    Number(own ?? later),
  ),
  ...[1006, 1009, CloseCode.SubprotocolNotAcceptable, CloseCode.TooManyInitialisationRequests],
];

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Problems: valuesOf('ProblemCode'),
  'Statuses in a run': valuesOf('RunSlotStatus', 'RunStatus'),
  'Skipped and blocked slots': valuesOf('SkipCode', 'BlockerCode'),
  'Results of a stop': valuesOf('StopAllStatus'),
  'Errors of a command': ofApi,
  'Errors of HTTP and of the document': ofHttp,
  'Closed WebSockets': closing.map(String),
};

/** A server that has ended cannot post anything. */
const ONLY_OF_PROMETHEUS = 'ServerDown';

describe('docs/troubleshooting.md', () => {
  for (const [title, codes] of Object.entries(SECTIONS)) {
    it(`has one entry for each code under "${title}", and none for others`, () => {
      assert.deepEqual([...entriesIn(title)].sort(), [...new Set(codes)].sort());
    });
  }

  it('has one entry for each alert under "Alerts"', () => {
    const names = [...sectionOf(PAGE, 'Alerts').matchAll(ALERT)].map(([, name]) => name);
    assert.deepEqual(names, [...ALERT_NAMES, ONLY_OF_PROMETHEUS]);
  });

  it('has the alerts of the rules for Prometheus there: the same as those of the webhook, and one more', () => {
    const rules = read('docs/prometheus/multismurf.rules.yml');
    const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    assert.deepEqual(names, [...ALERT_NAMES, ONLY_OF_PROMETHEUS]);
  });

  it('has no entries elsewhere', () => {
    const all = [...PAGE.matchAll(ENTRY)];
    assert.equal(all.length, Object.keys(SECTIONS).flatMap(entriesIn).length);
  });

  it('has each heading once, so that links to it are clear', () => {
    const headings = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text.toLowerCase());
    assert.deepEqual(headings, [...new Set(headings)]);
  });

  it('says what each code means and what to do', () => {
    for (const entry of PAGE.split('\n### ').slice(1)) {
      const [code = ''] = entry.split('\n', 1);
      if (!/^([A-Z_]+|\d{4})$/.test(code)) continue;
      assert.match(entry, /^\*\*Means:\*\* \S/m, code);
      assert.match(entry, /^\*\*Do:\*\* \S/m, code);
    }
  });
});

describe('docs/alerts.md', () => {
  const page = read('docs/alerts.md');

  it('has a line and a section for each alert, and none for others', () => {
    const section = sectionOf(page, 'The alerts');
    const lines = [...section.matchAll(ALERT)].map(([, name]) => name);
    const [, ...entries] = section.split('\n### ');
    assert.deepEqual(lines, [...ALERT_NAMES]);
    assert.deepEqual(
      entries.map((entry) => entry.split('\n', 1)[0]),
      [...ALERT_NAMES],
    );
    for (const entry of entries) {
      assert.match(entry, /^\*\*Means:\*\* \S/m);
      assert.match(entry, /^\*\*Do:\*\* \S/m);
    }
  });

  it('has an example that is a body of ours', () => {
    const [, json = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    const example = JSON.parse(json);
    const [alert] = example.alerts;
    const { slot, instance_id } = alert.labels;
    const { description, groups } = alert.annotations;
    const ours = webhookBody(
      [
        {
          alert: {
            ...{
              key: '',
              name: 'SlotExpired',
              severity: 'critical',
              labels: { slot, instance_id },
              description,
            },
            ...{ startsAt: new Date(alert.startsAt), view: `?view=slot&id=${instance_id}` },
          },
          endsAt: null,
        },
      ],
      0,
      { platform: 'satp1', groups, externalUrl: 'http://daq:4000/' },
    );
    assert.deepEqual(example, ours);
  });
});
