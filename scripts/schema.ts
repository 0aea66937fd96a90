import { readFileSync, writeFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';
import { printSchemaText } from '../src/graphql/print-schema.js';

/**
 * Keeps `schema.graphql`, which clients build upon.
 *
 *     node dist/scripts/schema.js check            fails if it is out of date, and names what would break
 *     node dist/scripts/schema.js write            brings it up to date; refuses to break clients
 *     node dist/scripts/schema.js write --break    breaks them on purpose
 */
const FILE = 'schema.graphql';

const [command, flag] = process.argv.slice(2);
const printed = printSchemaText();
const committed = readFileSync(FILE, 'utf8');
const changes = printed === committed ? [] : await diff(buildSchema(committed), buildSchema(printed));
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);

for (const { criticality, message } of changes) process.stderr.write(`${criticality.level}: ${message}\n`);

if (command === 'write' && (breaking.length === 0 || flag === '--break')) {
  writeFileSync(FILE, printed);
} else if (command === 'write') {
  process.stderr.write(`${FILE} is left as it is: what is BREAKING would break clients.\n`);
  process.exitCode = 1;
} else if (printed !== committed) {
  process.stderr.write(`${FILE} is out of date: run npm run codegen.\n`);
  process.exitCode = 1;
}
