import { createRouter } from '../../src/simulator/router/router.js';
import { routerBehaviours } from '../behaviours/router-behaviours.js';

routerBehaviours('The router of the demo', async () => {
  const router = await createRouter({ port: 0 });
  return { ...router, stop: () => router.close() };
});
