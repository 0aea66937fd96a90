import type { Clock } from '../src/lib/clock.js';
import type { Closable, WampConnection } from '../src/wamp/types.js';

export const DIRECTOR_ID = 'access-director';
const ADDRESS = `observatory.${DIRECTOR_ID}`;

interface Scope {
  readonly default?: boolean;
  readonly agent_class?: string | null;
  readonly instance_id?: string | null;
}

/** A block of `exclusive_access_blocks` in the director's file. */
export interface GrantBlock {
  readonly name: string;
  readonly password?: string;
  readonly grants: readonly (Scope & { readonly cred_level: number; readonly lockout_levels: number[] })[];
}

export interface MemoryDirectorOptions {
  readonly connection: Pick<WampConnection, 'register' | 'publish'>;
  readonly clock: Pick<Clock, 'now' | 'every'>;
  readonly blocks: readonly GrantBlock[];
  /** Password by level, for every agent. Everybody has level 1 by default. */
  readonly passwords?: Readonly<Record<number, string>>;
  /** The password of the next grant. By default the first is `sesame-1`. */
  readonly nextPassword?: () => string;
}

/** What another client does with a grant. */
export interface GrantRequest {
  readonly grant_name: string;
  readonly action: 'acquire' | 'renew' | 'release';
  readonly grantee?: string;
  readonly password?: string;
  readonly seconds?: number;
}

/** An access director on a memory realm: the parts of `ocs/agents/access_director/agent.py` that clients see. */
export interface MemoryDirector extends Closable {
  /** The requests for grants so far, as `acquire night`. */
  readonly requests: readonly string[];
  /** The grantee by the name of the grant. */
  readonly holders: Readonly<Record<string, string | null>>;
  readonly registered: boolean;
  request(wanted: GrantRequest): Record<string, unknown>;
  /** What `status` of `manager` answers instead; undefined for the truth. */
  answer: unknown;
}

export function createMemoryDirector(options: MemoryDirectorOptions): MemoryDirector {
  const { connection, clock, blocks, passwords = { 1: '' } } = options;
  let step = 1;
  let active: { name: string; expire_at: number; grantee: string | null; rules: object[] }[] = [];
  let shown: unknown[] = [];
  const due: (string | null)[] = [null];
  const requests: string[] = [];
  let serial = 0;
  const { nextPassword = () => `sesame-${++serial}` } = options;

  const rule = (scope: Scope, level: number, value: string, lockout: object = {}) => ({
    hashed_pass: { hash: 'none', value },
    cred_level: level,
    scope_spec: { default: false, agent_class: null, instance_id: null, ...scope },
    ...{ lockout_id: null, lockout_owner: null, lockout_levels: [] },
    ...lockout,
  });
  const now = () => clock.now().getTime() / 1000;
  function changed(): void {
    step += 1;
    due.push(null);
  }

  /** A turn of the loop of `manager`. */
  function turn(): void {
    const kept = active.filter(({ expire_at }) => expire_at > now());
    if (kept.length < active.length) {
      active = kept;
      changed();
    }
    shown = active.map((grant) => ({ ...grant }));
    const base = Object.entries(passwords).map(([level, value]) =>
      rule({ default: true }, Number(level), value),
    );
    const rules = [...base, ...active.flatMap((grant) => grant.rules)];
    for (const target of due.splice(0)) {
      const of = target === null ? { reset: true } : { target };
      publish({ ...of, ac_version: 1, step, rules });
    }
  }

  function publish(message: unknown): void {
    const info = {
      ...{ agent_address: ADDRESS, agg_params: {}, feed_name: 'controls', record: false },
      ...{ address: `${ADDRESS}.feeds.controls`, session_id: '1', agent_class: 'AccessDirector' },
    };
    connection.publish(`${ADDRESS}.feeds.controls`, [[message, info]]);
  }

  function request(wanted: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { grant_name: name, action, password } = wanted;
    requests.push(`${action} ${name}`);
    const block = blocks.find((one) => one.name === name);
    if (!block) return { error: `Named grant not found (${name})` };
    if (block.password !== undefined && block.password !== password) {
      return { error: `Credential failed to access (${name})` };
    }
    const grantee = (wanted['grantee'] ?? null) as string | null;
    const expire_at = (wanted['expire_at'] as number | null) ?? now() + 60;
    const held = active.find((grant) => grant.name === name);
    const done = { grant_name: block.name, message: 'done' };
    if (action === 'acquire') {
      if (held) return { error: `Grant is already held (grantee: ${held.grantee}); release it first.` };
      const secret = nextPassword();
      const rules = block.grants.map(({ cred_level, lockout_levels, ...scope }) =>
        rule(scope, cred_level, secret, {
          ...{ lockout_id: block.name, lockout_owner: grantee, lockout_levels },
        }),
      );
      active.push({ name: block.name, expire_at, grantee, rules });
      changed();
      return { ...done, password: secret, expire_at, step };
    }
    if (!held) return { error: `Grant is not currently held; cannot ${action}.` };
    if (action === 'renew') held.expire_at = expire_at;
    else {
      active = active.filter((grant) => grant !== held);
      changed();
    }
    return { ...done, expire_at, step };
  }

  const session = () => ({
    ...{ session_id: 0, op_name: 'manager', op_code: 3, status: 'running', degraded: false, success: null },
    ...{ start_time: 1, end_time: null, messages: [], cred_level: 4, data: { grants: shown } },
  });
  const registrations = [
    connection.register(`${ADDRESS}.request_exclusive`, (_args, kwargs) => request(kwargs)),
    connection.register(`${ADDRESS}.agent_poll`, (_args, kwargs) => {
      due.push(String(kwargs['instance_id']));
      return true;
    }),
    connection.register(`${ADDRESS}.ops`, () => director.answer ?? [0, 'Session active.', session()]),
  ];
  const turning = clock.every(1000, turn);
  const resetting = clock.every(60_000, () => due.push(null));

  const director: MemoryDirector = {
    requests,
    get holders() {
      return Object.fromEntries(active.map(({ name, grantee }) => [name, grantee]));
    },
    get registered() {
      return registrations.every(({ registered }) => registered);
    },
    request: ({ seconds = 100, ...wanted }) => request({ ...wanted, expire_at: now() + seconds }),
    answer: undefined,
    close() {
      turning.close();
      resetting.close();
      for (const registration of registrations) registration.close();
    },
  };
  return director;
}
