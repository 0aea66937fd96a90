import { Link } from 'wouter';
import { hrefOf, type ViewName } from '../location/location.js';

const LINKS: readonly (readonly [ViewName, string])[] = [
  ['slots', 'Slots'],
  ['runs', 'Runs'],
  ['results', 'Results'],
  ['hand-over', 'Hand-over'],
];

/** The views that a person goes to from anywhere. */
export function ViewLinks({ view }: { readonly view: ViewName }) {
  return (
    <nav aria-label="Views">
      {LINKS.map(([name, word]) => (
        <Link key={name} href={hrefOf(name)} aria-current={name === view ? 'page' : undefined}>
          {word}
        </Link>
      ))}
    </nav>
  );
}
