import { RunLink, ToView } from '../location/links.js';
import { ServerText } from '../shared/server-text.js';
import { utcMinute } from '../shared/utc.js';
import { Sign } from '../states/sign.js';
import { URGENCY } from '../states/slot-state.js';
import { type Line, MOST_LINES } from './lines.js';

export interface LineListProps {
  readonly title: string;
  /** Which lines the list has, if its title does not say it. */
  readonly hint?: string | undefined;
  readonly lines: readonly Line[];
  /** What is said if there are none. */
  readonly none: string;
  /** The time of the hand-over: the day is shown for lines of another day. */
  readonly now: number;
}

/** One kind of thing that the next shift must know. */
export function LineList({ title, hint, lines, none, now }: LineListProps) {
  return (
    // The list of open runs beside the hand-over has the same title.
    <section aria-label={`Hand-over: ${title}`}>
      <h3>
        {title} <span>{lines.length}</span>
      </h3>
      {hint && <p className="quiet">{hint}</p>}
      {lines.length === 0 && <p className="quiet">{none}</p>}
      <ul className="lines">
        {lines.slice(0, MOST_LINES).map((line) => (
          <li key={line.key} className={`urgency-${urgencyOf(line)}`}>
            <span className="name">
              {line.state && <Sign state={line.state} />} <Name line={line} />
            </span>
            <span>
              <ServerText text={line.text} />
            </span>
            <time dateTime={line.since}>{utcMinute(line.since, now)}</time>
          </li>
        ))}
      </ul>
      {lines.length > MOST_LINES && <p className="quiet">and {lines.length - MOST_LINES} more</p>}
    </section>
  );
}

function urgencyOf({ isOpen, state }: Line) {
  if (!isOpen) return 'none';
  return state === undefined ? 'act' : URGENCY[state];
}

function Name({ line: { name, slot, run } }: { readonly line: Line }) {
  if (run !== undefined) return <RunLink run={{ id: run }}>{name}</RunLink>;
  if (slot === undefined) return name;
  return (
    <ToView view="slot" params={{ id: slot }}>
      {name}
    </ToView>
  );
}
