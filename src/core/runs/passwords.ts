import type { Secret } from '../../lib/secret.js';
import type { OcsClient, StartOptions } from '../../ocs/client.js';
import type { Registry } from '../slots/registry.js';
import type { Slot } from '../slots/slot.js';

/** The password for an operation on a slot; null or undefined if none is needed or known. */
export type PasswordFor = (slot: Slot, operation: string) => Secret | null | undefined;

/**
 * A client that adds a password to every command for a slot with access control. Older agents reject this argument,
 * so no password is sent if get_api shows no access control.
 */
export function withPasswords(
  client: OcsClient,
  registry: Pick<Registry, 'byAddress'>,
  passwordFor: PasswordFor,
): OcsClient {
  function authorised(address: string, operation: string, options: StartOptions = {}): StartOptions {
    const slot = registry.byAddress(address);
    if (!slot?.api?.accessControlled || options.password) return options;
    const password = passwordFor(slot, operation);
    return password ? { ...options, password } : options;
  }
  return {
    ...client,
    start: (address, operation, params, options) =>
      client.start(address, operation, params, authorised(address, operation, options)),
    stop: (address, operation, options) =>
      client.stop(address, operation, authorised(address, operation, options)),
    abort: (address, operation, options) =>
      client.abort(address, operation, authorised(address, operation, options)),
  };
}
