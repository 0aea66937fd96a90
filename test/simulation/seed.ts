import { simulate } from './simulate.js';

/**
 * Replays one seed:
 *
 *     npm run simulate:seed -- 1234 [sqlite]
 */
const seed = Number(process.argv[2]);
const { digest, breaches, counts } = await simulate(seed, {
  disk: process.argv[3] === 'sqlite' ? 'sqlite' : 'memory',
  onLine: (line) => process.stdout.write(`${line}\n`),
});
for (const [event, times] of counts) process.stdout.write(`${event}: ${times}\n`);
process.stdout.write(`digest ${digest}\n`);
for (const breach of breaches) process.stdout.write(`BREACH ${breach}\n`);
process.exitCode = breaches.length > 0 ? 1 : 0;
