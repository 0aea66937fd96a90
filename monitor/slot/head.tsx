import { Link } from 'wouter';
import { useSlotReadings } from '../context/context.js';
import { useMay } from '../context/viewer.js';
import { ToView } from '../location/links.js';
import { hrefOf } from '../location/location.js';
import { select, useSelection } from '../selection/selection.js';
import { Since } from '../shared/age.js';
import { Fact } from '../shared/fact.js';
import { ServerText } from '../shared/server-text.js';
import { utcMoment } from '../shared/utc.js';
import { partOf } from '../states/expected-time.js';
import { Sign } from '../states/sign.js';
import { type SlotReading, URGENCY } from '../states/slot-state.js';
import { WORDS } from '../states/words.js';
import { useNeighbours } from './neighbours.js';
import type { SlotDetail } from './slot-events.js';

export interface HeadProps {
  readonly reading: SlotReading;
  readonly detail: SlotDetail | null;
}

/** Which slot this is, how it is, and what can be done with it. */
export function Head({ reading, detail }: HeadProps) {
  const { slot, name, state, task, reason, since } = reading;
  const { instanceId } = slot;
  const selection = useSelection();
  const isSelected = selection.has(instanceId);
  const mayCommand = useMay('OPERATOR');
  return (
    <header className={`slot-head urgency-${URGENCY[state]}`} data-state={state}>
      <Way reading={reading} />
      <h2>
        <Sign state={state} part={(task && partOf(task, Date.now())) ?? 0} />
        {name} <b className="word">{WORDS[state]}</b>
        {since !== null && (
          <small>
            for <Since time={since} />
          </small>
        )}
        {task !== null && (
          <small>
            {task.operation} for <Since time={task.startTime} />
          </small>
        )}
      </h2>
      {mayCommand && (
        <p className="slot-actions">
          <Link
            href={hrefOf('slot', { id: instanceId, selected: instanceId, command: 'choose' })}
            className="button"
          >
            Run an operation…
          </Link>
          <button
            type="button"
            className="button"
            aria-pressed={isSelected}
            onClick={() => select(isSelected ? [] : [instanceId])}
            title="A selected slot can be stopped, aborted, acknowledged and taken out of service"
          >
            {isSelected ? 'Selected' : 'Select'}
          </button>
        </p>
      )}
      {reason !== null && (
        <p className="reason">
          <ServerText text={reason} />
        </p>
      )}
      <AgentFacts reading={reading} detail={detail} />
    </header>
  );
}

/** The way back, and to the slots beside this one. */
function Way({ reading }: { readonly reading: SlotReading }) {
  const { previous, next } = useNeighbours(useSlotReadings(), reading);
  return (
    <nav className="slot-way" aria-label="Slots">
      <ToView view="slots">All slots</ToView>
      {previous && (
        <ToView view="slot" params={{ id: previous.slot.instanceId }}>
          ← {previous.name}
        </ToView>
      )}
      {next && (
        <ToView view="slot" params={{ id: next.slot.instanceId }}>
          {next.name} →
        </ToView>
      )}
    </nav>
  );
}

function AgentFacts({ reading: { slot }, detail }: HeadProps) {
  const { hostname = null, pid = null, simulated = false, exclusiveGrants } = detail ?? {};
  return (
    <dl className="facts">
      <Fact name="instance">{slot.instanceId}</Fact>
      <Fact name="host">{hostname === null ? null : `${hostname}, process ${pid ?? 'unknown'}`}</Fact>
      <Fact name="agent since">
        {slot.agentStarted === null ? null : `${utcMoment(slot.agentStarted, Date.now())} UTC`}
      </Fact>
      <Fact name={slot.groups.length === 1 ? 'group' : 'groups'}>{slot.groups.join(', ')}</Fact>
      <Fact name="exclusive grant">{exclusiveGrants?.length === 0 ? 'nobody' : null}</Fact>
      <Fact name="hardware">{simulated ? <span className="sim">none: simulated</span> : null}</Fact>
    </dl>
  );
}
