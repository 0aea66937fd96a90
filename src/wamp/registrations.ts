import type { Registration as RouterRegistration } from 'autobahn';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { toErrorAnswer } from './failure.js';
import type { RouterSession } from './session.js';
import type { Procedure, Registration } from './types.js';
import { checkUri } from './uri.js';
import { createWish, type Wish } from './wish.js';

export interface Registrations {
  register(
    procedure: string,
    handler: Procedure,
    onChange?: (registration: Registration) => void,
  ): Registration;
  /** A session was joined, or lost (null). */
  renew(session: RouterSession | null): void;
}

/** Keeps registrations across sessions, and stands by where another client holds the procedure. */
export function createRegistrations(options: {
  readonly retryMs: number;
  readonly logger: Logger;
  readonly clock: Clock;
}): Registrations {
  const { clock, logger, retryMs } = options;
  const wishes = new Set<Wish>();
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
          wish.want(false);
        },
      };
      const wish = createWish<RouterRegistration>({
        what: `registration of ${procedure}`,
        retryMs,
        logger,
        clock,
        async ask({ wamp }) {
          const endpoint = (args: unknown, kwargs: unknown) => invoke(handler, args, kwargs);
          // autobahn resolves it to what it made itself, not to what came from the router.
          return (await wamp.register(procedure, endpoint)) as RouterRegistration;
        },
        undo: async ({ wamp }, handle) => await wamp.unregister(handle),
        revoked: (handle) => handle.on_unregister,
        onChange(granted, refusal) {
          registered = granted;
          reason = refusal;
          try {
            onChange?.(registration);
          } catch (error) {
            logger.error({ err: error, procedure }, 'a listener of a registration threw');
          }
        },
        onGone: () => wishes.delete(wish),
      });
      wishes.add(wish);
      wish.renew(session);
      return registration;
    },
    renew(next) {
      session = next;
      for (const wish of wishes) wish.renew(next);
    },
  };
}

async function invoke(handler: Procedure, args: unknown, kwargs: unknown): Promise<unknown> {
  try {
    return await handler(Array.isArray(args) ? args : [], isRecord(kwargs) ? kwargs : {});
  } catch (thrown) {
    throw toErrorAnswer(thrown);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
