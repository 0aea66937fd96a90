/** The figures of one operation on one slot over its last runs. */
export function FigureHistory(_: { readonly instanceId: string; readonly operation: string }) {
  return null;
}
