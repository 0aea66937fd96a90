import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pysmurfController } from '../../src/core/profiles/pysmurf-controller.js';
import { createCoreEvents } from '../../src/core/runs/core-events.js';
import { problemsOf } from '../../src/core/slots/problems.js';
import type { Slot, SlotApi } from '../../src/core/slots/slot.js';
import { silentLogger } from '../../src/lib/logger.js';
import type { TaskDefinition } from '../../src/ocs/agent/operations.js';
import type { OpSession } from '../../src/ocs/agent/session.js';
import { offerOperations } from '../../src/ocs-face/offer-operations.js';
import { OWN_TASK_NAMES } from '../../src/ocs-face/own-tasks.js';
import type { SlotOperation, SlotOperations } from '../../src/ocs-face/slot-operation.js';
import { api, slot } from '../core/fixtures.js';
import { startObservatory, tamperWith } from '../core/observatory.js';

/** An agent that notes what is registered, and slots that a test changes. */
function startWith(own: ReadonlyMap<string, TaskDefinition>, ...initial: Slot[]) {
  const slots = new Map(initial.map((one) => [one.address, one]));
  const events = createCoreEvents(assert.ifError);
  const registered: string[] = [];
  const defined: SlotOperation[] = [];
  const sessions = new Map<string, OpSession>();
  const docstrings = new Map<string, string>();
  let looks = 0;
  const agent = {
    registerTask(name: string, { docstring }: TaskDefinition) {
      registered.push(`task ${name}`);
      docstrings.set(name, docstring);
    },
    registerProcess: (name: string) => registered.push(`process ${name}`),
    session: (name: string) => sessions.get(name),
  };
  const operations: Pick<SlotOperations, 'define'> = {
    define(operation) {
      defined.push(operation);
      return { docstring: '', run: () => [true, ''], stop() {}, abort() {}, haltAnyway: () => '' };
    },
  };
  const registry = {
    get slots() {
      looks += 1;
      return [...slots.values()];
    },
  };
  offerOperations(
    agent,
    operations,
    { registry, events, profile: pysmurfController } as never,
    own,
    silentLogger,
  );
  return {
    ...{ registered, docstrings, defined, sessions, looks: () => looks },
    change(next: Slot) {
      slots.set(next.address, next);
      events.slots.emit({ kind: 'UPDATED', slot: next });
    },
  };
}

const start = (...initial: Slot[]) => startWith(new Map(), ...initial);

const withInfo = (name: string, info: object): SlotApi => {
  const base = api(name);
  assert.ok(base);
  const known = base.operations.get(name);
  return { ...base, operations: new Map([[name, { ...known, ...info } as never]]) };
};

describe('the operations of the OCS agent', () => {
  it('are those of the slots, except the name of its own process', () => {
    const { registered } = start(
      slot(2, { api: api('take_noise', 'stream', 'monitor') }),
      slot(3, { api: null }),
    );
    assert.deepEqual(registered, ['task take_noise', 'process stream']);
  });

  it('include its other tasks; an operation of a slot with the same name hides one, which is reported', () => {
    const task: TaskDefinition = { docstring: 'Our own.', run: () => [true, ''] };
    const own = new Map([
      ['stop_all', task],
      ['in_service', task],
    ]);
    const { registered, docstrings, change } = startWith(own, slot(2));
    assert.deepEqual(registered.slice(0, 2), ['task stop_all', 'task in_service']);
    change(slot(2, { api: withInfo('stop_all', { op_type: 'task' }) }));
    assert.equal(registered.at(-1), 'task stop_all');
    assert.match(docstrings.get('stop_all') ?? '', /so the MultiSmurf task with this name cannot be used/);
    assert.equal(docstrings.get('in_service'), 'Our own.');
  });

  it('are a problem of a slot if they hide a task of our own', async (t) => {
    const tamper = tamperWith('get_api', async (ask) => {
      const api = (await ask()) as { tasks: [string, unknown, unknown][] };
      const [[, ...rest] = ['', {}, {}]] = api.tasks;
      return { ...api, tasks: [...api.tasks, ['stop_all', ...rest], ['cancel_run', ...rest]] };
    });
    const { clock, core, slots } = await startObservatory(t, {
      slots: [{ tamper }, {}],
      ownTasks: OWN_TASK_NAMES,
    });
    const [hiding, plain] = core.registry.slots.map((one) =>
      problemsOf(one, {
        slots: core.registry.slots,
        marks: core.marks,
        profile: core.profile,
        overdue: core.overdue,
      }),
    );
    assert.deepEqual(plain, []);
    assert.deepEqual(
      hiding?.map(({ code, severity, operation }) => [code, severity, operation]),
      ['stop_all', 'cancel_run'].map((name) => ['OWN_TASK_HIDDEN', 'WARNING', name]),
    );
    assert.match(
      hiding?.[0]?.message ?? '',
      /^The slot has an operation stop_all, so the MultiSmurf task stop_all cannot be used/,
    );
    const since = hiding?.[0]?.since;
    await clock.settle(core.registry.refresh(slots[0]?.address ?? ''), 'get_api is called again');
    assert.deepEqual(core.registry.slots[0]?.readProblems[0]?.since, since, 'the problem has not changed');
  });

  it('grow when a slot offers more', () => {
    const { registered, change } = start(slot(2));
    change(slot(3, { api: api('dance') }));
    assert.deepEqual(registered, ['task take_noise', 'process stream', 'task dance']);
  });

  it('are computed only when the api of a slot has changed', () => {
    const first = slot(2);
    const { looks, change } = start(first);
    const before = looks();
    for (let revision = 2; revision < 100; revision++) change({ ...first, revision, sessions: new Map() });
    change({ ...first, api: null });
    change(first);
    assert.equal(looks(), before);
    change({ ...first, api: api('take_noise', 'stream') });
    assert.ok(looks() > before);
  });

  it('have the level of the strictest slot', () => {
    const { defined, change } = start(slot(2, { api: withInfo('take_noise', { min_privs: 1 }) }));
    change(slot(3, { api: withInfo('take_noise', { min_privs: 3 }) }));
    assert.deepEqual(
      defined.map(({ minPrivs }) => minPrivs),
      [1, 3],
    );
  });

  it('are abortable if any slot can abort them, and get_api reports a change', () => {
    const { defined, change } = start(slot(2, { api: withInfo('dance', { abortable: false }) }));
    change(slot(3, { api: withInfo('dance', { abortable: true }) }));
    assert.deepEqual(
      defined.map(({ abortable }) => abortable),
      [false, true],
    );
  });

  it('change their type only when the running session has ended', async () => {
    const { registered, sessions, change } = start(slot(2, { api: withInfo('dance', { op_type: 'task' }) }));
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const session = { status: 'running', ended } as { status: string; ended: Promise<void> };
    sessions.set('dance', session as never);
    change(slot(2, { api: withInfo('dance', { op_type: 'process' }) }));
    assert.deepEqual(registered, ['task dance']);
    session.status = 'done';
    end();
    await ended;
    assert.deepEqual(registered, ['task dance', 'process dance']);
  });
});
