import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { useSlotReadings } from '../context/context.js';
import { useIsLive } from '../context/use-is-live.js';
import { goTo } from '../location/location.js';
import { isDangerous } from '../runs/danger.js';
import { useSelection } from '../selection/selection.js';
import { useCommands } from '../shared/commands.js';
import { counted } from '../shared/counted.js';
import { sameTextIfEqual } from '../shared/equal.js';
import { placeOf } from './complaints.js';
import { ConfirmStart } from './confirm-start.js';
import { readDraft } from './draft.js';
import type { Described } from './model.js';
import { OperationHead } from './operation-head.js';
import { Options } from './options.js';
import { Parameters } from './parameters.js';
import { inBoardOrder, parameterComplaints, planRows } from './plan-rows.js';
import { hindranceOf, requestOf, withPassword } from './request.js';
import { Sent } from './sent.js';
import { SlotsPlan } from './slots-plan.js';
import { useStart } from './start.js';
import { StartBar } from './start-bar.js';
import { useDraft } from './use-draft.js';
import { usePlan } from './use-plan.js';
import { fateOf } from './wish.js';

/** From the slots over the parameters to the start. */
export function OperationForm({ operation }: { readonly operation: Described }) {
  const { name, fields } = operation;
  const isLive = useIsLive();
  const readings = useSlotReadings();
  const selected = inBoardOrder(useSelection(), readings);
  const [password, setPassword] = useState('');
  const [draft, edit] = useDraft(fields);
  const reading = useMemo(() => readDraft(draft), [draft]);
  const requestFor = (ids: readonly string[]) => {
    const others = readings.map(({ slot }) => slot.instanceId).filter((id) => !ids.includes(id));
    return requestOf(name, ids, new Set(others), reading);
  };
  const chosen = readings.filter(({ slot }) => selected.has(slot.instanceId));
  // What the plan depends on besides the request.
  const situation = [
    isLive,
    ...chosen.map((one) => [one.state, one.task?.operation, one.slot.state.streaming]),
  ];
  const asked = requestFor([...selected]);
  const wish = sameTextIfEqual(asked);
  const { plan, error: planError, isCurrent } = usePlan(withPassword(asked, password), situation.join());
  const { start, toSend, unansweredOf, rejectionOf, isStarting } = useStart(password, (id) =>
    goTo('run', { id }),
  );
  const [confirming, confirm] = useState<string | null>(null);
  const [wished, setWished] = useState<string | null>(null);

  const unanswered = unansweredOf(wish);
  const rows = planRows(selected, readings, plan, unanswered?.request);
  const commanded = rows.filter(({ isCommanded }) => isCommanded);
  // Exactly the slots that the plan would command, or those of the start that is repeated.
  const planned = requestFor(commanded.map(({ instanceId }) => instanceId));
  const rejected = rejectionOf(wish, planned);
  const refusal = plan?.rejection?.message;
  const complaints = useMemo(
    () => complaintsOf([rejected, planError, refusal], reading.mistakes),
    [rejected, planError, refusal, reading],
  );
  const remarks = useMemo(() => parameterComplaints(plan), [plan]);
  const isRepeated = unanswered !== undefined;
  const hindrance = hindranceOf({
    ...{ isLive, selected, plan, planError, isRepeated },
    mistakes: reading.mistakes,
  });
  const isReady = hindrance === null && !isStarting;

  useEffect(() => {
    if (wished === null) return;
    const fate = fateOf(wished, { wish, hindrance, isPlanned: isCurrent || isRepeated });
    if (fate === 'wait') return;
    setWished(null);
    if (fate === 'drop') return;
    if (isDangerous(name)) confirm(wish);
    else start(wish, planned);
  });
  const title = titleOf(name, commanded.length, plan !== null, isRepeated);
  useCommands(
    useMemo(
      () =>
        isReady ? [{ title, keys: 'Ctrl+Enter', isOnlyKeys: true as const, run: () => setWished(wish) }] : [],
      [title, isReady, wish],
    ),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.stopPropagation();
    if (isReady) setWished(wish);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter starts from any field. */}
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
        <Sent request={toSend(wish, planned)} />
      </div>
      <StartBar
        {...{ title, hindrance, rejected, isStarting }}
        lost={unanswered?.why ?? null}
        mayFail={commanded.filter(({ reasons }) => reasons.length > 0).length}
        onStart={() => setWished(wish)}
      />
      {confirming !== null && (
        <ConfirmStart
          {...{ operation, rows }}
          request={planned}
          onStart={(confirmed) => {
            confirm(null);
            start(confirming, confirmed);
          }}
          onCancel={() => confirm(null)}
        />
      )}
    </>
  );
}

function titleOf(operation: string, count: number, isPlanned: boolean, isRepeated: boolean): string {
  if (isRepeated) return `Start again on ${counted(count, 'slot')}`;
  return isPlanned ? `Start ${operation} on ${counted(count, 'slot')}` : `Start ${operation}`;
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
