import { hostname } from 'node:os';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../lib/logger.js';
import { CallFailure } from '../ocs/call-failure.js';
import { createOcsClient } from '../ocs/client.js';
import { NO_SUCH_PROCEDURE, WAMP_ERRORS } from '../wamp/error.js';
import type { Registration, WampConnection } from '../wamp/types.js';

/** How often to check again who holds an address that the router refuses us. */
const LOOK_MS = 2000;

/**
 * How long an agent that does not answer may hold an address. After a lost connection it can be our own earlier session,
 * until the pings of the router detect that (Crossbar under OCS: 10 + 5 s).
 */
const SILENT_HOLDER_MS = 40_000;

/** After these errors of a call, it is unknown who has the address. */
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

/** Prevents simulated agents from using, or waiting for, the address of a real agent. */
export interface AddressGuard {
  /** @throws {AddressTakenError} with all addresses that are taken, also if their holder does not answer */
  checkFree(addresses: readonly string[]): Promise<void>;
  /** A connection whose registrations the guard watches. */
  watched(connection: WampConnection): WampConnection;
  close(): void;
}

export interface AddressGuardOptions {
  /** For calls that find out who has an address. */
  readonly connection: WampConnection;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Called once, if an address is taken later. */
  onTaken(error: AddressTakenError): void;
}

export function createAddressGuard(options: AddressGuardOptions): AddressGuard {
  const { connection, clock } = options;
  const client = createOcsClient(connection, options.logger, clock);
  const closing = new AbortController();
  const looking = new Set<Registration>();
  let isReported = false;

  async function holderOf(address: string): Promise<Holder> {
    try {
      const { agentClass, hostname: host, pid } = await client.getApi(address);
      if (host === hostname() && pid === process.pid) return { is: 'we' };
      return { is: 'another', who: `a ${agentClass} on ${host}, process ${pid}` };
    } catch (error) {
      if (!(error instanceof CallFailure) || error.uri === null) {
        return { is: 'another', who: 'an agent with an invalid answer' };
      }
      if (error.uri === NO_SUCH_PROCEDURE) return { is: 'nobody' };
      if (NO_ANSWER_YET.includes(error.uri)) return { is: 'unknown' };
      return { is: 'silent' };
    }
  }

  function report(address: string, who: string): void {
    if (isReported || closing.signal.aborted) return;
    isReported = true;
    options.onTaken(
      new AddressTakenError(
        `${who} has taken the address ${address} of a simulated agent; the simulation has ended`,
      ),
    );
  }

  /** After a refusal: repeats until the registration is ours, or until another agent is known to have it. */
  async function look(address: string, registration: Registration, end: AbortSignal): Promise<void> {
    let silentSince: number | null = null;
    while (!end.aborted && !registration.registered) {
      const holder = await holderOf(address);
      if (end.aborted || registration.registered) return;
      if (holder.is === 'another') return report(address, holder.who);
      if (holder.is !== 'silent') silentSince = null;
      else silentSince ??= clock.monotonic();
      if (silentSince !== null && clock.monotonic() - silentSince > SILENT_HOLDER_MS) {
        return report(address, 'an agent that does not answer');
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
        `expected free addresses for the simulated agents, but these are taken: ${taken.join(', ')}. Nothing was simulated. Set other ids with --instance-prefix (or --instance-id for the simulator itself), or stop these agents.`,
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
