/** The selection with this slot added, or taken out if it was in it. */
export function toggled(selection: ReadonlySet<string>, instanceId: string): readonly string[] {
  return selection.has(instanceId)
    ? [...selection].filter((id) => id !== instanceId)
    : [...selection, instanceId];
}

/** The selection with these slots added, or taken out if all of them were in it. */
export function toggledAll(
  selection: ReadonlySet<string>,
  instanceIds: readonly string[],
): readonly string[] {
  if (!instanceIds.every((id) => selection.has(id))) return [...selection, ...instanceIds];
  return [...selection].filter((id) => !instanceIds.includes(id));
}

/** The selection with all slots between two slots added, both included, in the order that the page shows. */
export function withRange(
  selection: ReadonlySet<string>,
  order: readonly string[],
  from: string,
  to: string,
): readonly string[] {
  const [first, last] = [order.indexOf(from), order.indexOf(to)].sort((a, b) => a - b);
  // The slot at the other end may be hidden by the filter now.
  if (first === undefined || last === undefined || first < 0) return [...selection, to];
  return [...selection, ...order.slice(first, last + 1)];
}
