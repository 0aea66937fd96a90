import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { useMonitor, useSlotReadings } from '../context/context.js';
import { goTo } from '../location/location.js';
import { isDangerous } from '../runs/danger.js';
import { useSelection } from '../selection/selection.js';
import { useCommands } from '../shared/commands.js';
import { useStore } from '../shared/store.js';
import { placeOf } from './complaints.js';
import { ConfirmStart } from './confirm-start.js';
import { readDraft } from './draft.js';
import type { Described } from './model.js';
import { OperationHead } from './operation-head.js';
import { Options } from './options.js';
import { Parameters } from './parameters.js';
import { inBoardOrder, parameterComplaints, planRows, slotCount } from './plan-rows.js';
import { hindranceOf, requestOf } from './request.js';
import { Sent } from './sent.js';
import { SlotsPlan } from './slots-plan.js';
import { useStart } from './start.js';
import { StartBar } from './start-bar.js';
import { useDraft } from './use-draft.js';
import { usePlan } from './use-plan.js';

/** From the slots over the parameters to the start. */
export function OperationForm({ operation }: { readonly operation: Described }) {
  const { name, fields } = operation;
  const { link } = useMonitor();
  const isLive = useStore(link.state).kind === 'live';
  const readings = useSlotReadings();
  const selected = inBoardOrder(useSelection(), readings);
  const [password, setPassword] = useState('');
  const [draft, edit] = useDraft(fields);
  const reading = useMemo(() => readDraft(draft), [draft]);
  const requestFor = (ids: readonly string[]) => {
    const others = readings.map(({ slot }) => slot.instanceId).filter((id) => !ids.includes(id));
    return requestOf(name, ids, new Set(others), reading, password);
  };
  const chosen = readings.filter(({ slot }) => selected.has(slot.instanceId));
  // What the plan depends on besides the request.
  const situation = [
    isLive,
    ...chosen.map((one) => [one.state, one.task?.operation, one.slot.state.streaming]),
  ];
  const { plan, error: planError, isCurrent } = usePlan(requestFor([...selected]), situation.join());
  const { start, withId, failureOf, isStarting } = useStart((id) => goTo('run', { id }));
  const [isConfirming, setConfirming] = useState(false);
  const [isWanted, want] = useState(false);

  const rows = planRows(selected, readings, plan);
  const commanded = rows.filter(({ isCommanded }) => isCommanded);
  // Exactly the slots that the plan would command.
  const sent = requestFor(commanded.map(({ instanceId }) => instanceId));
  const failure = failureOf(sent);
  const rejected = failure?.isRejection ? failure.message : null;
  const refusal = plan?.rejection?.message;
  const complaints = useMemo(
    () => complaintsOf([rejected, planError, refusal], reading.mistakes),
    [rejected, planError, refusal, reading],
  );
  const remarks = useMemo(() => parameterComplaints(plan), [plan]);
  const hindrance = hindranceOf({ isLive, selected, mistakes: reading.mistakes, plan, planError });

  // A start that is wanted before the plan has come waits for the plan: so what is started is what was planned.
  useEffect(() => {
    if (!isWanted || !isCurrent) return;
    want(false);
    if (hindrance !== null) return;
    if (isDangerous(name)) setConfirming(true);
    else start(sent);
  });
  const title = plan === null ? `Start ${name}` : `Start ${name} on ${slotCount(commanded.length)}`;
  const isReady = hindrance === null && !isStarting;
  useCommands(
    useMemo(() => (isReady ? [{ title, keys: 'Ctrl+Enter', run: () => want(true) }] : []), [title, isReady]),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !event.ctrlKey || event.repeat) return;
    event.stopPropagation();
    want(true);
  };
  return (
    <>
      {/* Ctrl+Enter starts from any field. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: see above. */}
      <div className="in" onKeyDown={onKeyDown}>
        <OperationHead operation={operation} />
        <SlotsPlan rows={rows} complaint={complaints.get('slots')} isPlanned={plan !== null} />
        <Parameters {...{ fields, draft, complaints, remarks }} hasSlots={chosen.length > 0} onEdit={edit} />
        <Options
          {...{ password, complaints }}
          entries={draft.options}
          values={reading.options}
          onEdit={edit}
          onPassword={setPassword}
        />
        <Sent request={withId(sent)} />
      </div>
      <StartBar
        {...{ title, hindrance, failure, isStarting }}
        mayFail={commanded.filter(({ reasons }) => reasons.length > 0).length}
        onStart={() => want(true)}
      />
      {isConfirming && (
        <ConfirmStart
          {...{ operation, rows }}
          request={sent}
          onStart={(confirmed) => {
            setConfirming(false);
            start(confirmed);
          }}
          onCancel={() => setConfirming(false)}
        />
      )}
    </>
  );
}

/** By place, the first message each. What can be seen in a field comes before the words of the server. */
function complaintsOf(
  messages: readonly (string | null | undefined)[],
  mistakes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const complaints = new Map(mistakes);
  for (const message of messages) {
    if (!message) continue;
    const place = placeOf(message);
    if (!complaints.has(place)) complaints.set(place, message);
  }
  return complaints;
}
