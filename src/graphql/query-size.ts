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

/** How large the answer to an operation can become. */
export interface QuerySize {
  /** Levels of fields, one below the other. */
  readonly depth: number;
  /** About how many values the answer holds; of a subscription, each event. */
  readonly cost: number;
}

/** A valid operation and what its size depends on. */
export interface QueryToMeasure {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: readonly FragmentDefinitionNode[];
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** How many slots there are. */
  readonly slots: number;
}

const SLOTS = 'slots';

/**
 * About how many elements a list has, by field or by the type of the elements. A PysmurfController of socs
 * 0.6.4 has 18 operations.
 */
export const LIST_SIZES: Readonly<Record<string, number | typeof SLOTS>> = {
  SmurfInstance: SLOTS,
  RunSlot: SLOTS,
  Operation: 18,
  OperationSummary: 18,
  OperationSession: 18,
  SessionMessage: 20,
  Parameter: 3,
  Run: 1,
  '__Schema.types': 60,
  __Field: 12,
  __InputValue: 1,
  __EnumValue: 4,
};
const OTHER_LIST_SIZE = 3;
/** A page of a connection whose size the query leaves to the server. */
const PAGE_SIZE = 20;

/** One value to the executor, but many that have to be written out. */
const JSON_COST = 10;

/** JSON values that hold something of every slot. */
export const JSON_OF_ALL_SLOTS: readonly string[] = ['Run.result'];

/** Fields that take as long as so many values more: they parse something, or wait for a loader. */
export const EXTRA_COSTS: Readonly<Record<string, number>> = {
  'Operation.parameters': 5,
  'Operation.session': 8,
  'SmurfInstance.operations': 8,
  'SmurfInstance.session': 8,
};

const NOTHING: QuerySize = { depth: 0, cost: 0 };

/**
 * Measures what an operation asks for, before it is executed: every list multiplies what is selected in it.
 * `@skip` and `@include` change nothing, and fields that the executor would merge count each. A fragment is
 * measured once, however often it is spread.
 *
 * By hand, since the libraries do not fit: graphql-armor's cost does not multiply along lists, and Pothos'
 * complexity does not count introspection and measures only with variables that it has coerced itself.
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
    // A fragment that is missing or contains itself is invalid: here it only must not keep us busy.
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
    // The size of a page multiplies at the connection, whose arguments name it.
    const isList = isListType(getNullableType(fieldType)) && !/Connection\.\w+$/.test(path);
    if (!isConnection && !isList) return 1;
    const asked = askedElements(node);
    if (asked !== null) return Math.max(1, asked);
    const usual = isConnection ? PAGE_SIZE : (LIST_SIZES[path] ?? LIST_SIZES[name] ?? OTHER_LIST_SIZE);
    return usual === SLOTS ? slots : usual;
  }

  /** How many elements the arguments ask for: a number of them, or their names. */
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
