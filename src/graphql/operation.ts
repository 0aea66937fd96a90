import type { Slot } from '../core/slots/slot.js';
import { type ParameterHint, parseParameters } from '../ocs/docstring.js';
import { OP_CODES, type OperationInfo } from '../ocs/protocol.js';
import { builder } from './builder.js';
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
    'A parameter of an operation, as its docstring describes it. Send only those that you want to set.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for the same parameter of the same slot.',
      resolve: ({ slot, operation, name }, _args, { core }) =>
        idOf(core, 'Parameter', slot.address, operation, name),
    }),
    name: t.exposeString('name', { description: 'A member of `params`.' }),
    default: t.exposeString('default', {
      nullable: true,
      description: 'The default, in Python; null if there is none, so that the parameter is required.',
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'Its type in words, such as "float, optional"; null if the docstring does not say.',
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for; null if the docstring does not say.',
    }),
  }),
});

const info = ({ slot, name }: SlotOperation) => slot.api?.operations.get(name) ?? null;

export const OperationRef = builder.objectRef<SlotOperation>('Operation').implement({
  interfaces: [NodeRef],
  description: 'An operation of one slot. What its agent reports of it is null while get_api is unavailable.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for the same operation of the same slot.',
      resolve: ({ slot, name }, _args, { core }) => idOf(core, 'Operation', slot.address, name),
    }),
    name: t.string({
      description: 'The name that `runOperation` takes as `operation`.',
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
      description: 'Whether the agent runs it in a thread of its own; null if unknown.',
      resolve: (operation) => info(operation)?.blocking ?? null,
    }),
    abortable: t.boolean({
      nullable: true,
      description: 'Whether the agent can abort it; null for processes, which are stopped instead.',
      resolve: (operation) => info(operation)?.abortable ?? null,
    }),
    minPrivs: t.int({
      nullable: true,
      description: 'The credential level that is required to start it, 1 to 4.',
      resolve: (operation) => info(operation)?.min_privs ?? null,
    }),
    docstring: t.string({
      nullable: true,
      description: 'The documentation that the agent has of it: signature, purpose, parameters.',
      resolve: (operation) => info(operation)?.docstring ?? null,
    }),
    parameters: t.field({
      type: [ParameterRef],
      nullable: true,
      description: 'Its parameters, read from the docstring: a hint, since docstrings can be wrong.',
      resolve: (operation) => {
        const docstring = info(operation)?.docstring;
        if (docstring == null) return null;
        const { slot, name } = operation;
        return parseParameters(docstring).map((hint) => ({ ...hint, slot, operation: name }));
      },
    }),
    opCode: t.field({
      type: OpCodeEnum,
      description: 'What the last heartbeat reported of it.',
      resolve: ({ slot, name }) => slot.opCodes.get(name) ?? OP_CODES.NONE,
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'Its latest session; null if it has not run since the agent started.',
      resolve: ({ slot, name }, _args, { loaders }) => loaders.session.load({ slot, operation: name }),
    }),
  }),
});

/** One name of an operation and the slots that have it. */
interface Summary {
  readonly name: string;
  readonly info: OperationInfo;
  readonly slots: Slot[];
}

const OperationSummaryRef = builder.objectRef<Summary>('OperationSummary').implement({
  description: 'An operation and the slots that have it.',
  fields: (t) => ({
    id: t.id({
      description: 'The same for the same name.',
      resolve: ({ name }, _args, { core }) => idOf(core, 'OperationSummary', name),
    }),
    name: t.exposeString('name', { description: 'The name that `runOperation` takes as `operation`.' }),
    type: t.field({
      type: OperationTypeEnum,
      description: 'Task or process, as the first slot that has it reports.',
      resolve: ({ info }) => info.op_type,
    }),
    docstring: t.string({
      nullable: true,
      description: 'The documentation that the first slot that has it reports.',
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
    description: 'Every operation that any slot has, with the slots that have it.',
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
