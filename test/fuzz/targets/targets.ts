import type { Target } from '../engine/target.js';

/** The targets by name. Each is loaded only when it is fuzzed, so that the coverage includes everything it loads. */
export const targets: Readonly<Record<string, () => Promise<Target>>> = {
  http: async () => (await import('./http.js')).http,
  websocket: async () => (await import('./websocket.js')).websocket,
  'wamp-client': async () => (await import('./wamp-client.js')).wampClient,
  router: async () => (await import('./router.js')).router,
  ocs: async () => (await import('./ocs.js')).ocs,
  site: async () => (await import('./site.js')).site,
};
