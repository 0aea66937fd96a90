import type { Slot } from '../core/slots/slot.js';
import { type ParameterHint, parseParameters } from '../ocs/docstring.js';
import { OP_CODES, type OperationInfo } from '../ocs/protocol.js';
import { builder } from './builder.js';
import { sessionOf } from './loaders.js';
import { idOf, NodeRef } from './node.js';
import { OpCodeEnum, OperationSessionRef } from './session.js';
import { SmurfInstanceRef } from './type-refs.js';

/** An operation of one slot. */
export interface SlotOperation {
  readonly slot: Slot;
  readonly name: string;
}

const OperationTypeEnum = builder.enumType('OperationType', {
  description: 'The kind of an operation.',
  values: {
    TASK: { value: 'task', description: 'Ends by itself.' },
    PROCESS: { value: 'process', description: 'Runs until it is stopped.' },
  } as const,
});

interface SlotParameter extends ParameterHint {
  readonly slot: Slot;
  readonly operation: string;
}

const ParameterRef = builder.objectRef<SlotParameter>('Parameter').implement({
  description:
    'A parameter of an operation, from its docstring. Send only the parameters that you want to set.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each parameter of each operation of each slot.',
      resolve: ({ slot, operation, name }, _args, { core }) =>
        idOf(core, 'Parameter', slot.address, operation, name),
    }),
    name: t.exposeString('name', { description: 'The name: a key of `params`.' }),
    default: t.exposeString('default', {
      nullable: true,
      description: 'The default value in Python syntax; null if the parameter has none and is required.',
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'The type from the docstring, such as "float, optional"; null if it has none.',
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'The description from the docstring; null if it has none.',
    }),
  }),
});

const info = ({ slot, name }: SlotOperation) => slot.api?.operations.get(name) ?? null;

export const OperationRef = builder.objectRef<SlotOperation>('Operation').implement({
  interfaces: [NodeRef],
  description:
    'An operation of one slot. The agent describes it in its answer to the OCS request get_api; fields from this answer are null while get_api is unavailable.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each operation of each slot.',
      resolve: ({ slot, name }, _args, { core }) => idOf(core, 'Operation', slot.address, name),
    }),
    name: t.string({
      description: 'The name: the value of `operation` in `runOperation`.',
      resolve: ({ name }) => name,
    }),
    type: t.field({
      type: OperationTypeEnum,
      nullable: true,
      description: 'Task or process.',
      resolve: (operation) => info(operation)?.op_type ?? null,
    }),
    blocking: t.boolean({
      nullable: true,
      description: 'Whether the agent runs it in a separate thread; null if unknown.',
      resolve: (operation) => info(operation)?.blocking ?? null,
    }),
    abortable: t.boolean({
      nullable: true,
      description: 'Whether the agent can abort it; null for a process, which can be stopped instead.',
      resolve: (operation) => info(operation)?.abortable ?? null,
    }),
    minPrivs: t.int({
      nullable: true,
      description: 'The access level that is required to start it, 1 to 4.',
      resolve: (operation) => info(operation)?.min_privs ?? null,
    }),
    docstring: t.string({
      nullable: true,
      description: 'The documentation from the agent: signature, purpose, parameters.',
      resolve: (operation) => info(operation)?.docstring ?? null,
    }),
    parameters: t.field({
      type: [ParameterRef],
      nullable: true,
      description: 'The parameters, read from the docstring. Only a hint: docstrings can be wrong.',
      resolve: (operation) => {
        const docstring = info(operation)?.docstring;
        if (docstring == null) return null;
        const { slot, name } = operation;
        return parseParameters(docstring).map((hint) => ({ ...hint, slot, operation: name }));
      },
    }),
    opCode: t.field({
      type: OpCodeEnum,
      description: 'The op code in the last heartbeat.',
      resolve: ({ slot, name }) => slot.opCodes.get(name) ?? OP_CODES.NONE,
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'The latest session; null if the operation has not run since the agent started.',
      resolve: ({ slot, name }, _args, { loaders }) => sessionOf(loaders, { slot, operation: name }),
    }),
  }),
});

/** The name of an operation and the slots that have it. */
interface Summary {
  readonly name: string;
  readonly info: OperationInfo;
  readonly slots: Slot[];
}

const OperationSummaryRef = builder.objectRef<Summary>('OperationSummary').implement({
  description: 'An operation and the slots that have it.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable: one id for each name.',
      resolve: ({ name }, _args, { core }) => idOf(core, 'OperationSummary', name),
    }),
    name: t.exposeString('name', { description: 'The name: the value of `operation` in `runOperation`.' }),
    type: t.field({
      type: OperationTypeEnum,
      description: 'Task or process, as reported by the first slot that has it.',
      resolve: ({ info }) => info.op_type,
    }),
    docstring: t.string({
      nullable: true,
      description: 'The documentation, as reported by the first slot that has it.',
      resolve: ({ info }) => info.docstring,
    }),
    instances: t.field({
      type: [SmurfInstanceRef],
      description: 'The slots that have it.',
      resolve: ({ slots }) => slots,
    }),
  }),
});

builder.queryField('operations', (t) =>
  t.field({
    type: [OperationSummaryRef],
    description: 'All operations of all slots: each name once, with the slots that have it.',
    resolve: (_root, _args, { core }) => {
      const summaries = new Map<string, Summary>();
      for (const slot of core.registry.slots) {
        for (const [name, info] of slot.api?.operations ?? []) {
          const known = summaries.get(name);
          if (known) known.slots.push(slot);
          else summaries.set(name, { name, info, slots: [slot] });
        }
      }
      return [...summaries.values()].sort((a, b) => a.name.localeCompare(b.name));
    },
  }),
);
