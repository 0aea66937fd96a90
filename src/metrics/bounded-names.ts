/** Stands for all names after the first ones. */
const OTHER = 'other';

const MAX_LENGTH = 64;

/**
 * The names that may be values of a label. Each new value is a new series in Prometheus, so only the first `limit` names
 * have one; clients and agents choose the names.
 */
export function boundedNames(limit: number): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= limit || name.length > MAX_LENGTH) return OTHER;
    known.add(name);
    return name;
  };
}
