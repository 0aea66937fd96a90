import { hostname } from 'node:os';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { CallFailure } from '../ocs/call-failure.js';
import { createOcsClient } from '../ocs/client.js';
import { NO_SUCH_PROCEDURE, WAMP_ERRORS } from '../wamp/error.js';
import type { Registration, WampConnection } from '../wamp/types.js';

/** How often we look again for the holder of an address that the router refuses us. */
const LOOK_MS = 2000;

/**
 * How long an address may be held by an agent that does not answer. After a lost link that is our own former
 * session, until the router's pings find that it is dead (Crossbar under OCS: 10 + 5 s).
 */
const SILENT_HOLDER_MS = 40_000;

/** A call that ends so does not show who is at the address. */
const NO_ANSWER_YET: readonly string[] = [
  WAMP_ERRORS.linkLost,
  WAMP_ERRORS.notConnected,
  WAMP_ERRORS.aborted,
];

/** Another agent has the address of a simulated one. */
export class AddressTakenError extends Error {
  override readonly name = 'AddressTakenError';
}

type Holder =
  | { readonly is: 'nobody' | 'we' | 'silent' | 'unknown' }
  | { readonly is: 'another'; readonly who: string };

/** Prevents a simulated agent from taking, or waiting for, the address of a real one. */
export interface AddressGuard {
  /** @throws {AddressTakenError} that names all that are taken, also those whose holder does not answer */
  checkFree(addresses: readonly string[]): Promise<void>;
  /** A connection whose registrations the guard watches. */
  watched(connection: WampConnection): WampConnection;
  close(): void;
}

export interface AddressGuardOptions {
  /** Asks who is at an address. */
  readonly connection: WampConnection;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called once, when an address turns out to be taken later. */
  onTaken(error: AddressTakenError): void;
}

export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const { connection, clock } = options;
  const client = createOcsClient(connection, options.logger, clock);
  const closing = new AbortController();
  const looking = new Set<Registration>();
  let isTold = false;

  async function holderOf(address: string): Promise<Holder> {
    try {
      const { agentClass, hostname: host, pid } = await client.getApi(address);
      if (host === hostname() && pid === process.pid) return { is: 'we' };
      return { is: 'another', who: `a ${agentClass} on ${host}, process ${pid}` };
    } catch (error) {
      if (!(error instanceof CallFailure) || error.uri === null) {
        return { is: 'another', who: 'an agent with an odd answer' };
      }
      if (error.uri === NO_SUCH_PROCEDURE) return { is: 'nobody' };
      if (NO_ANSWER_YET.includes(error.uri)) return { is: 'unknown' };
      return { is: 'silent' };
    }
  }

  function tell(address: string, who: string): void {
    if (isTold || closing.signal.aborted) return;
    isTold = true;
    options.onTaken(
      new AddressTakenError(
        `${who} has taken ${address}, where a simulated agent was; nothing is simulated any more`,
      ),
    );
  }

  /** After a refusal: until the registration is ours, or certainly another agent's. */
  async function look(address: string, registration: Registration, end: AbortSignal): Promise<void> {
    let silentSince: number | null = null;
    while (!end.aborted && !registration.registered) {
      const holder = await holderOf(address);
      if (end.aborted || registration.registered) return;
      if (holder.is === 'another') return tell(address, holder.who);
      if (holder.is !== 'silent') silentSince = null;
      else silentSince ??= clock.monotonic();
      if (silentSince !== null && clock.monotonic() - silentSince > SILENT_HOLDER_MS) {
        return tell(address, 'an agent that does not answer');
      }
      await clock.sleep(LOOK_MS, end);
    }
  }

  return {
    async checkFree(addresses) {
      const holders = await Promise.all(
        addresses.map(async (address) => {
          let holder = await holderOf(address);
          while (holder.is === 'unknown') {
            await connection.connected();
            holder = await holderOf(address);
          }
          return { address, holder };
        }),
      );
      const taken = holders.flatMap(({ address, holder }) => {
        if (holder.is === 'nobody') return [];
        if (holder.is === 'another') return [`${address} (${holder.who})`];
        return [
          `${address} (${holder.is === 'we' ? 'this process itself' : 'an agent that does not answer'})`,
        ];
      });
      if (taken.length === 0) return;
      throw new AddressTakenError(
        `expected free addresses for the simulated agents, but these are taken: ${taken.join(', ')}. Nothing was simulated. Choose other ids with --instance-prefix (or --instance-id for the simulator itself), or stop those agents.`,
      );
    },
    watched(wanted) {
      const ending = new AbortController();
      const end = AbortSignal.any([closing.signal, ending.signal]);
      return {
        ...wanted,
        get link() {
          return wanted.link;
        },
        register: (procedure, handler, onChange) =>
          wanted.register(procedure, handler, (registration) => {
            if (registration.reason !== null && !looking.has(registration)) {
              looking.add(registration);
              const address = procedure.replace(/\.ops$/, '');
              void look(address, registration, end).finally(() => looking.delete(registration));
            }
            onChange?.(registration);
          }),
        async close() {
          ending.abort();
          await wanted.close();
        },
      };
    },
    close: () => closing.abort(),
  };
}
