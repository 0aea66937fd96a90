/** Distances on the page that are smaller than this, in pixels, are none. */
const NONE = 4;

/**
 * Where a key moves to from an element; undefined if it does not move.
 *
 * @param all the elements, in the order of the page
 */
export function stepOf(key: string, all: readonly HTMLElement[], from: HTMLElement): HTMLElement | undefined {
  const at = all.indexOf(from);
  const isInLines = all.some((one) => isBeside(one, from));
  switch (key) {
    case 'j':
      return all[at + 1];
    case 'k':
      return all[at - 1];
    case 'ArrowDown':
      return isInLines ? below(all.slice(at + 1), from) : all[at + 1];
    case 'ArrowUp':
      return isInLines ? below(all.slice(0, at).reverse(), from) : all[at - 1];
    case 'ArrowRight':
      return isInLines ? all[at + 1] : undefined;
    case 'ArrowLeft':
      return isInLines ? all[at - 1] : undefined;
    case 'Home':
      return all[0];
    case 'End':
      return all.at(-1);
    default:
      return undefined;
  }
}

function isBeside(one: HTMLElement, other: HTMLElement): boolean {
  return one !== other && Math.abs(top(one) - top(other)) < NONE;
}

/** The nearest in the first line that is not the line of `from`. */
function below(ordered: readonly HTMLElement[], from: HTMLElement): HTMLElement | undefined {
  const lines = ordered.filter((one) => Math.abs(top(one) - top(from)) >= NONE);
  const [first] = lines.toSorted((a, b) => distance(a, from) - distance(b, from));
  return first;
}

const top = (element: HTMLElement) => element.getBoundingClientRect().top;

/** A line further away counts more than any distance within a line. */
function distance(one: HTMLElement, from: HTMLElement): number {
  const [a, b] = [one.getBoundingClientRect(), from.getBoundingClientRect()];
  return Math.abs(a.top - b.top) * 1000 + Math.abs(a.left - b.left);
}
