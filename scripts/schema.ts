import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CriticalityLevel, DiffRule, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { printSchemaText } from '../src/graphql/print-schema.js';

/**
 * Checks and writes the schema files.
 *
 *     node dist/scripts/schema.js check      fails if `schema.graphql` is out of date, or breaks clients of the released one
 *     node dist/scripts/schema.js write      updates `schema.graphql`, and prints the changes that `check` rejects
 *     node dist/scripts/schema.js release    writes the released schema, which later versions must not break
 *
 * Everything that is deprecated in the released schema may be removed: clients had one minor version to adapt.
 */
const CURRENT = 'schema.graphql';
/** The schema of the last minor version. It does not exist before the first release. */
const RELEASED = 'schema.released.graphql';

const command = process.argv[2];
const printed = printSchemaText();

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

const released = existsSync(RELEASED) ? readFileSync(RELEASED, 'utf8') : printed;
const changes = await diff(buildSchema(released), buildSchema(printed), [
  DiffRule.suppressRemovalOfDeprecatedField,
]);
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);

switch (command) {
  case 'write':
    writeFileSync(CURRENT, printed);
    break;
  case 'check':
  case 'release':
    if (printed !== readFileSync(CURRENT, 'utf8')) fail(`${CURRENT} is out of date: run npm run codegen.`);
    break;
  default:
    fail('usage: schema.js check | write | release');
}
for (const { message } of breaking) {
  const report = `breaks clients of ${RELEASED}: ${message}`;
  if (command === 'write') process.stderr.write(`${report}\n`);
  else fail(report);
}
if (command === 'release' && process.exitCode === undefined) writeFileSync(RELEASED, printed);
