import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql';

/** The maximum size of the answer to an operation. */
export interface QuerySize {
  /** Levels of nested fields. */
  readonly depth: number;
  /** Approximate number of values in the answer; for a subscription, in each event. */
  readonly cost: number;
}

/** A valid operation and everything that its size depends on. */
export interface QueryToMeasure {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: readonly FragmentDefinitionNode[];
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The number of slots. */
  readonly slots: number;
}

const SLOTS = 'slots';

/**
 * Approximate length of a list, by field or by the type of its elements. A PysmurfController of socs 0.6.4 has 18
 * operations.
 */
export const LIST_SIZES: Readonly<Record<string, number | typeof SLOTS>> = {
  SmurfInstance: SLOTS,
  RunSlot: SLOTS,
  SlotResult: SLOTS,
  Operation: 18,
  OperationSummary: 18,
  OperationSession: 18,
  SessionMessage: 20,
  Parameter: 3,
  // Bias steps have the most: 31.
  Figure: 18,
  Run: 1,
  'Feed.messages': 100,
  '__Schema.types': 60,
  __Field: 12,
  __InputValue: 1,
  __EnumValue: 4,
};
const OTHER_LIST_SIZE = 3;
/** The size of a page if the query does not set it. */
const PAGE_SIZE = 20;

/** A JSON value is one value for the executor, but has many values in the output. */
const JSON_COST = 10;

/** JSON values that contain data of every slot. */
export const JSON_OF_ALL_SLOTS: readonly string[] = ['Run.result'];

/** Additional cost of fields that parse something or wait for a loader, in values. */
export const EXTRA_COSTS: Readonly<Record<string, number>> = {
  'ExclusiveGrant.run': 8,
  'Operation.parameters': 5,
  'Operation.session': 8,
  'Run.expectedEndTime': 8,
  'Run.overdue': 8,
  'RunSlot.figures': 8,
  'SlotResult.run': 8,
  'SmurfInstance.operations': 8,
  'SmurfInstance.session': 8,
};

const NOTHING: QuerySize = { depth: 0, cost: 0 };

/**
 * Measures an operation before it is executed: every list multiplies the cost of its selection. `@skip` and
 * `@include` are ignored, and fields that the executor would merge are counted separately. A fragment is measured
 * once and used for each spread.
 *
 * We do not use a library: graphql-armor's cost does not multiply along lists, and Pothos' complexity does not count
 * introspection and needs variables that it has coerced itself.
 */
export function measureQuery(query: QueryToMeasure): QuerySize {
  const { schema, operation, slots } = query;
  const fragments = new Map(query.fragments.map((fragment) => [fragment.name.value, fragment]));
  const measured = new Map<string, QuerySize>();
  const variables = { ...defaultsOf(operation), ...query.variables };

  function ofSelections({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined): QuerySize {
    let { depth, cost } = NOTHING;
    for (const selection of selections) {
      const size =
        selection.kind === Kind.FIELD
          ? ofField(selection, parent)
          : selection.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(selection.name.value)
            : ofSelections(selection.selectionSet, typeNamed(selection.typeCondition?.name.value) ?? parent);
      depth = Math.max(depth, size.depth);
      cost += size.cost;
    }
    return { depth, cost };
  }

  function ofFragment(name: string): QuerySize {
    const known = measured.get(name);
    if (known) return known;
    // A fragment that is missing or contains itself is invalid. Here it must only not cause an endless loop.
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING;
    const size = ofSelections(fragment.selectionSet, typeNamed(fragment.typeCondition.name.value));
    measured.set(name, size);
    return size;
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType | undefined): QuerySize {
    const field = fieldOf(parent, node.name.value);
    const type = field && getNamedType(field.type);
    const inner = node.selectionSet ? ofSelections(node.selectionSet, type) : NOTHING;
    const depth = 1 + inner.depth;
    if (!field || !type) return { depth, cost: 1 };
    const path = `${parent?.name}.${field.name}`;
    const each = (type.name === 'JSON' ? JSON_COST : 1) + inner.cost;
    return { depth, cost: (EXTRA_COSTS[path] ?? 0) + each * elementsOf(path, node, field.type) };
  }

  function elementsOf(path: string, node: FieldNode, fieldType: GraphQLOutputType): number {
    if (JSON_OF_ALL_SLOTS.includes(path)) return slots;
    const { name } = getNamedType(fieldType);
    const isConnection = name.endsWith('Connection');
    // The page size multiplies once, at the connection field, which has the arguments.
    const isList = isListType(getNullableType(fieldType)) && !/Connection\.\w+$/.test(path);
    if (!isConnection && !isList) return 1;
    const asked = askedElements(node);
    if (asked !== null) return Math.max(1, asked);
    const usual = isConnection ? PAGE_SIZE : (LIST_SIZES[path] ?? LIST_SIZES[name] ?? OTHER_LIST_SIZE);
    return usual === SLOTS ? slots : usual;
  }

  /** The number of elements that the arguments request, by a number or by a list of names. */
  function askedElements({ arguments: given = [] }: FieldNode): number | null {
    const bound = given.find(({ name }) => ['first', 'last', 'names'].includes(name.value));
    const asked = bound && valueFromASTUntyped(bound.value, variables);
    if (Array.isArray(asked)) return asked.length;
    return typeof asked === 'number' ? asked : null;
  }

  function typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : schema.getType(name);
  }

  return ofSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}

function fieldOf(
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}
