import { createRouter } from '../../src/router/router.js';

/** Our own router as a process, for the tests that put real agents on it: `node embedded-router.js PORT`. */
const router = await createRouter({ port: Number(process.argv[2]) });
process.once('SIGTERM', () => void router.close());
process.stdout.write(`listening on ${router.url}\n`);
