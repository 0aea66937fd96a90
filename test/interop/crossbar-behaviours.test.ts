import { routerBehaviours } from '../router/router-behaviours.js';
import { startNetwork } from './network.js';

routerBehaviours('Crossbar', async () => {
  const network = await startNetwork({ slots: 0 });
  return {
    ...network,
    async stop() {
      await network.crossbar.kill('SIGTERM');
      await network.stop();
    },
  };
});
