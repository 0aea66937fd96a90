import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { createReconciler, type Reconciler } from './reconciler.js';
import type { RouterSession } from './router-session.js';
import type { Procedure, Registration } from './types.js';
import { checkUri } from './uri.js';

export interface Registrations {
  register(
    procedure: string,
    handler: Procedure,
    onChange?: (registration: Registration) => void,
  ): Registration;
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
}

/** Keeps registrations across sessions, and stands by while another client has the procedure. */
export function createRegistrations(options: {
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}): Registrations {
  const { logger } = options;
  const reconcilers = new Set<Reconciler>();
  let session: RouterSession | null = null;

  return {
    register(procedure, handler, onChange) {
      checkUri(procedure);
      let registered = false;
      let reason: string | null = null;
      const registration: Registration = {
        get registered() {
          return registered;
        },
        get reason() {
          return reason;
        },
        close() {
          registered = false;
          reconciler.desire(false);
        },
      };
      const reconciler = createReconciler({
        ...options,
        what: `registration of ${procedure}`,
        ask: (asked) => asked.register(procedure, handler),
        onChange(granted, refusal) {
          registered = granted;
          reason = refusal;
          try {
            onChange?.(registration);
          } catch (error) {
            logger.error({ err: error, procedure }, 'a listener of a registration failed');
          }
        },
        onGone: () => reconcilers.delete(reconciler),
      });
      reconcilers.add(reconciler);
      reconciler.renew(session);
      return registration;
    },
    renew(next) {
      session = next;
      for (const reconciler of reconcilers) reconciler.renew(next);
    },
  };
}
