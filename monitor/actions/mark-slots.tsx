import { useContext, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { ViewerContext } from '../context/viewer.js';
import {
  MonitorAcknowledgeDocument,
  MonitorInServiceDocument,
  MonitorOutOfServiceDocument,
} from '../generated/graphql.js';
import type { Slot } from '../live/model.js';
import { counted } from '../shared/counted.js';
import { createStore, useStore } from '../shared/store.js';
import { Question } from './question.js';
import { GoneSlots, SlotNames } from './slot-names.js';
import { useStill } from './still.js';

/** What a person says of a slot. */
export type Mark = 'acknowledge' | 'out of service' | 'in service';

/** Who says it. Kept until the page is closed: browsers in control rooms are shared. */
const who = createStore('');

const TITLES: Readonly<Record<Mark, (slots: string) => string>> = {
  acknowledge: (slots) => `Acknowledge ${slots}`,
  'out of service': (slots) => `Take ${slots} out of service`,
  'in service': (slots) => `Put ${slots} back into service`,
};

const EFFECTS: Readonly<Record<Mark, string>> = {
  acknowledge:
    'You have checked what these slots do. They can be commanded again, and runs that wait for them continue.',
  'out of service':
    'Runs from this page and runs on all slots skip these slots. Other runs that name them are rejected. They can still be stopped.',
  'in service': 'These slots can be commanded again.',
};

/** Why a slot that was asked about is not marked any more. */
const GONE: Readonly<Record<Mark, string>> = {
  acknowledge: 'Nothing to acknowledge any more',
  'out of service': 'Already out of service',
  'in service': 'Already in service',
};

export interface MarkSlotsProps {
  readonly mark: Mark;
  /** The slots that can be marked now. The question is about those of the moment in which it opened. */
  readonly slots: readonly Pick<Slot, 'instanceId' | 'streamId'>[];
  readonly onClose: () => void;
}

/** Asks for what must be known before slots are marked. */
export function MarkSlots({ mark, slots, onClose }: MarkSlotsProps) {
  const { client } = useMonitor();
  const { asked, still, gone } = useStill(slots, ({ instanceId }) => instanceId);
  const by = useStore(who);
  /** The server knows who it is, and accepts no other name. */
  const isKnown = useContext(ViewerContext)?.name != null;
  const [reason, setReason] = useState('');
  const send = () => {
    const streamIds = still.map(({ instanceId }) => instanceId);
    const given = isKnown || by.trim() === '' ? {} : { by: by.trim() };
    const fetchPolicy = 'no-cache';
    if (mark === 'in service')
      return client.mutate({ mutation: MonitorInServiceDocument, variables: { streamIds }, fetchPolicy });
    if (mark === 'acknowledge')
      return client.mutate({
        mutation: MonitorAcknowledgeDocument,
        variables: { streamIds, ...given },
        fetchPolicy,
      });
    const variables = { streamIds, reason, ...given };
    return client.mutate({ mutation: MonitorOutOfServiceDocument, variables, fetchPolicy });
  };
  return (
    <Question
      title={`${TITLES[mark](counted(asked.length, 'slot'))}?`}
      answer={TITLES[mark](counted(still.length, 'slot'))}
      canAnswer={still.length > 0 && (mark !== 'out of service' || reason.trim() !== '')}
      onAnswer={send}
      onClose={onClose}
    >
      <p>{EFFECTS[mark]}</p>
      <SlotNames slots={still} />
      <GoneSlots why={GONE[mark]} slots={gone} />
      {mark === 'out of service' && (
        <label>
          Reason, shown to everybody
          <input required value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      )}
      {mark !== 'in service' && !isKnown && (
        <label>
          Your name
          <input value={by} onChange={(event) => who.update(() => event.target.value)} />
        </label>
      )}
    </Question>
  );
}
