import {
  type Call,
  type Cancel,
  CODE,
  type InvocationError,
  ProtocolError,
  type Register,
  type Unregister,
  type Yield,
} from './messages.js';
import { type Peer, randomId } from './peer.js';
import { ERROR, refuse } from './refusal.js';

interface Registration {
  readonly id: number;
  readonly procedure: string;
  readonly callee: Peer;
}

/**
 * A call that is in progress. Its state is `open` until the caller cancels. Then it is `muted` (mode skip, or the callee
 * cannot be interrupted: the answer is dropped), `killing` (mode kill: the answer becomes `canceled`) or `settled` (the
 * caller has already received `canceled`).
 */
interface Invocation {
  readonly id: number;
  readonly call: Call;
  readonly caller: Peer;
  readonly callee: Peer;
  state: 'open' | 'muted' | 'killing' | 'settled';
}

/** Procedure calls in a realm. */
export interface Dealer {
  register(peer: Peer, message: Register): void;
  unregister(peer: Peer, message: Unregister): void;
  call(peer: Peer, message: Call): void;
  cancel(peer: Peer, message: Cancel): void;
  yield(peer: Peer, message: Yield): void;
  error(peer: Peer, message: InvocationError): void;
  /** Removes a client that has left: its callers receive `canceled`, its callees an INTERRUPT. */
  leave(peer: Peer): void;
}

/**
 * Creates a dealer: one callee for each procedure, procedures are registered by their exact names.
 * @param allowed - whether a URI may be used; others are refused with `not_authorized`
 */
export function createDealer(allowed: (uri: string) => boolean): Dealer {
  const byId = new Map<number, Registration>();
  const byProcedure = new Map<string, Registration>();
  const invocations = new Map<number, Invocation>();
  let lastInvocation = 0;

  function drop(registration: Registration): void {
    byId.delete(registration.id);
    byProcedure.delete(registration.procedure);
  }

  /** Removes and returns the invocation that `message` answers; undefined if no caller waits for it. */
  function settle(callee: Peer, message: Yield | InvocationError): Invocation | undefined {
    const invocation = invocations.get(message.request);
    if (invocation && invocation.callee !== callee) {
      throw new ProtocolError(`invocation ${message.request} was sent to another client`);
    }
    invocations.delete(message.request);
    if (invocation?.state === 'killing') {
      refuse(invocation.caller, invocation.call, ERROR.canceled);
    }
    return invocation?.state === 'open' ? invocation : undefined;
  }

  return {
    register(peer, message) {
      const { procedure } = message;
      if (procedure.startsWith('wamp.')) {
        refuse(peer, message, ERROR.invalidUri, `'${procedure}' belongs to the router`);
      } else if (!allowed(procedure)) {
        refuse(peer, message, ERROR.notAuthorized, `registering '${procedure}' is not allowed`);
      } else if (message.match !== 'exact') {
        refuse(peer, message, ERROR.invalidArgument, 'this router registers procedures by exact names only');
      } else if (message.invoke !== 'single') {
        refuse(
          peer,
          message,
          ERROR.invalidArgument,
          `this router accepts only one callee for each procedure: register '${procedure}' with invoke "single"`,
        );
      } else {
        const holder = byProcedure.get(procedure);
        if (holder && !message.forceReregister) {
          refuse(peer, message, ERROR.procedureExists, `'${procedure}' is registered already`);
          return;
        }
        if (holder) {
          drop(holder);
          const details = { registration: holder.id, reason: 'wamp.error.unregistered' };
          holder.callee.send([CODE.UNREGISTERED, 0, details]);
        }
        const registration = { id: randomId(), procedure, callee: peer };
        byId.set(registration.id, registration);
        byProcedure.set(procedure, registration);
        peer.send([CODE.REGISTERED, message.request, registration.id]);
      }
    },

    unregister(peer, message) {
      const registration = byId.get(message.registration);
      if (registration?.callee !== peer) {
        refuse(peer, message, ERROR.noSuchRegistration);
        return;
      }
      drop(registration);
      peer.send([CODE.UNREGISTERED, message.request]);
    },

    call(peer, message) {
      const { procedure } = message;
      if (!allowed(procedure)) {
        refuse(peer, message, ERROR.notAuthorized, `calling '${procedure}' is not allowed`);
        return;
      }
      const registration = byProcedure.get(procedure);
      if (!registration) {
        refuse(peer, message, ERROR.noSuchProcedure, `no client has registered '${procedure}'`);
        return;
      }
      lastInvocation += 1;
      const { callee } = registration;
      invocations.set(lastInvocation, {
        id: lastInvocation,
        call: message,
        caller: peer,
        callee,
        state: 'open',
      });
      callee.send([CODE.INVOCATION, lastInvocation, registration.id, {}, ...message.payload]);
    },

    cancel(peer, message) {
      const invocation = [...invocations.values()].find(
        ({ caller, call, state }) => caller === peer && call.request === message.request && state === 'open',
      );
      if (!invocation) {
        return;
      }
      const { mode } = message;
      if (mode === 'skip' || !invocation.callee.interruptible) {
        // WAMP requires an ERROR to the caller here. Crossbar 26.10 sends nothing, and so do we.
        invocation.state = 'muted';
        return;
      }
      invocation.callee.send([CODE.INTERRUPT, invocation.id, { mode }]);
      if (mode === 'kill') {
        invocation.state = 'killing';
        return;
      }
      invocation.state = 'settled';
      refuse(peer, invocation.call, ERROR.canceled);
    },

    yield(peer, message) {
      const invocation = settle(peer, message);
      invocation?.caller.send([CODE.RESULT, invocation.call.request, {}, ...message.payload]);
    },

    error(peer, message) {
      const invocation = settle(peer, message);
      invocation?.caller.send([
        CODE.ERROR,
        CODE.CALL,
        invocation.call.request,
        {},
        message.error,
        ...message.payload,
      ]);
    },

    leave(peer) {
      for (const registration of byId.values()) {
        if (registration.callee === peer) {
          drop(registration);
        }
      }
      for (const invocation of invocations.values()) {
        const { id, call, caller, callee, state } = invocation;
        if (caller !== peer && callee !== peer) {
          continue;
        }
        invocations.delete(id);
        if (caller === callee || state === 'settled') {
          continue;
        }
        if (callee === peer) {
          refuse(caller, call, ERROR.canceled, 'callee disconnected from in-flight request');
        } else if (callee.interruptible) {
          callee.send([CODE.INTERRUPT, id, { mode: 'killnowait' }]);
        }
      }
    },
  };
}
