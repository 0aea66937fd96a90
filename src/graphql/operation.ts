import type { ManagedSmurfInstance } from '../core/instance.js';
import { type ParameterHint, parseParameters } from '../ocs/docstring.js';
import { OP_CODES, type OperationInfo } from '../ocs/protocol.js';
import { builder } from './builder.js';
import { SmurfInstanceRef } from './refs.js';
import { OpCodeEnum, OperationSessionRef } from './session.js';

/** An operation of one instance. */
export interface InstanceOperation {
  readonly instance: ManagedSmurfInstance;
  readonly name: string;
}

const OperationTypeEnum = builder.enumType('OperationType', {
  description: 'The two kinds of operations that an agent has.',
  values: {
    TASK: { value: 'task', description: 'Ends by itself.' },
    PROCESS: { value: 'process', description: 'Runs until it is stopped.' },
  } as const,
});

const ParameterRef = builder.objectRef<ParameterHint & { readonly path: string }>('Parameter').implement({
  description: 'A parameter of an operation as its docstring tells it. Send only those that you mean to set.',
  fields: (t) => ({
    id: t.id({
      description: 'The operation and the name of the parameter.',
      resolve: ({ path, name }) => `${path}/${name}`,
    }),
    name: t.exposeString('name', { description: 'A member of `params`.' }),
    default: t.exposeString('default', {
      nullable: true,
      description:
        'What it is when left out, in Python; null if there is no default, so that it is required.',
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

const info = ({ instance, name }: InstanceOperation) => instance.api?.operations.get(name) ?? null;

export const OperationRef = builder.objectRef<InstanceOperation>('Operation').implement({
  description: 'An operation of one slot. What its agent says of it is null while get_api cannot be had.',
  fields: (t) => ({
    id: t.id({
      description: 'The address of the slot and the name of the operation.',
      resolve: ({ instance, name }) => `${instance.address}/${name}`,
    }),
    name: t.string({
      description: 'What `runOperation` takes as `operation`.',
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
      description: 'Whether the agent runs it in a thread of its own.',
      resolve: (operation) => info(operation)?.blocking ?? null,
    }),
    abortable: t.boolean({
      nullable: true,
      description: 'Whether the agent can abort it; null for processes, which are stopped.',
      resolve: (operation) => info(operation)?.abortable ?? null,
    }),
    minPrivs: t.int({
      nullable: true,
      description: 'The credential level that starting it takes, 1 to 4.',
      resolve: (operation) => info(operation)?.min_privs ?? null,
    }),
    docstring: t.string({
      nullable: true,
      description: 'What the agent says of it: signature, purpose, parameters.',
      resolve: (operation) => info(operation)?.docstring ?? null,
    }),
    parameters: t.field({
      type: [ParameterRef],
      nullable: true,
      description: 'What it takes, read from the docstring: a hint, since docstrings can be wrong.',
      resolve: (operation) => {
        const docstring = info(operation)?.docstring;
        if (docstring == null) return null;
        const { address } = operation.instance;
        return parseParameters(docstring).map((hint) => ({ ...hint, path: `${address}/${operation.name}` }));
      },
    }),
    opCode: t.field({
      type: OpCodeEnum,
      description: 'What the last heartbeat said of it.',
      resolve: ({ instance, name }) => instance.opCodes.get(name) ?? OP_CODES.NONE,
    }),
    session: t.field({
      type: OperationSessionRef,
      nullable: true,
      description: 'Its latest session; null if it has not run since the agent started.',
      resolve: async ({ instance, name }, _args, { loaders }) => {
        const record = await loaders.session.load({ instance, operation: name });
        return record && { instance, record };
      },
    }),
  }),
});

/** One name of an operation and everyone who has it. */
interface Summary {
  readonly name: string;
  readonly info: OperationInfo;
  readonly instances: readonly ManagedSmurfInstance[];
}

const OperationSummaryRef = builder.objectRef<Summary>('OperationSummary').implement({
  description: 'An operation and the slots that have it.',
  fields: (t) => ({
    id: t.id({ description: 'The name of the operation.', resolve: ({ name }) => `operation/${name}` }),
    name: t.exposeString('name', { description: 'What `runOperation` takes as `operation`.' }),
    type: t.field({
      type: OperationTypeEnum,
      description: 'Task or process, by the first slot that has it.',
      resolve: ({ info }) => info.op_type,
    }),
    docstring: t.string({
      nullable: true,
      description: 'What the first slot that has it says of it.',
      resolve: ({ info }) => info.docstring,
    }),
    instances: t.field({
      type: [SmurfInstanceRef],
      description: 'The slots that have it.',
      resolve: ({ instances }) => [...instances],
    }),
  }),
});

builder.queryField('operations', (t) =>
  t.field({
    type: [OperationSummaryRef],
    description: 'Every operation that any slot has, with the slots that have it.',
    resolve: (_root, _args, { manager }) => {
      const summaries = new Map<string, Summary>();
      for (const instance of manager.registry.instances) {
        for (const [name, info] of instance.api?.operations ?? []) {
          const known = summaries.get(name);
          summaries.set(name, {
            name,
            info: known?.info ?? info,
            instances: [...(known?.instances ?? []), instance],
          });
        }
      }
      return [...summaries.values()].sort((a, b) => a.name.localeCompare(b.name));
    },
  }),
);
