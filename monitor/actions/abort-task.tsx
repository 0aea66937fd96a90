import { useId, useMemo, useState } from 'react';
import { useMonitor } from '../context/context.js';
import { useReadOnce } from '../context/use-live.js';
import {
  MonitorAbortDocument,
  MonitorOperationTypesDocument,
  MonitorStopDocument,
  type RunSlotStatus,
} from '../generated/graphql.js';
import { RunLink } from '../location/links.js';
import { failedFirst } from '../runs/run-model.js';
import { useRun } from '../runs/use-run.js';
import { Close } from '../shared/close.js';
import { counted } from '../shared/counted.js';
import { Modal } from '../shared/modal.js';
import { STATUS_WORDS, StatusSign } from '../states/outcome.js';
import { Sign } from '../states/sign.js';
import type { SlotReading } from '../states/slot-state.js';
import { StoppedLine, type StoppedLineProps } from '../stop-all/stopped-line.js';
import { Question } from './question.js';
import { runningOn } from './running.js';
import { GoneSlots, SlotNames } from './slot-names.js';
import { stillOf } from './still.js';

export interface AbortTaskProps {
  /** The chosen slots. */
  readonly readings: readonly SlotReading[];
  readonly onClose: () => void;
}

/** Ends one operation on the chosen slots, leaves the others, and shows on which slots it still runs. */
export function AbortTask({ readings, onClose }: AbortTaskProps) {
  const { client } = useMonitor();
  const { processes, error } = useProcesses();
  // Those of the moment in which the question opened: another one must not come under the pointer.
  const [running] = useState(() => runningOn(readings));
  const [name, setName] = useState<string | null>(null);
  const [sent, setSent] = useState<string | null>(null);
  const operation = name ?? [...running.keys()][0] ?? '';
  const { still: slots, gone } = stillOf(
    running.get(operation) ?? [],
    runningOn(readings).get(operation) ?? [],
    ({ instanceId }) => instanceId,
  );
  if (sent !== null) return <Ended id={sent} onClose={onClose} />;
  const send = async () => {
    const variables = { operation, streamIds: slots.map(({ instanceId }) => instanceId) };
    const id = processes?.has(operation)
      ? (await client.mutate({ mutation: MonitorStopDocument, variables, fetchPolicy: 'no-cache' })).data
          ?.stopOperation.id
      : (await client.mutate({ mutation: MonitorAbortDocument, variables, fetchPolicy: 'no-cache' })).data
          ?.abortOperation.id;
    setSent(id ?? null);
  };
  return (
    <Question
      title="End one operation"
      answer={`${processes?.has(operation) ? 'Stop' : 'Abort'} ${operation} on ${counted(slots.length, 'slot')}`}
      isDangerous
      staysOpen
      canAnswer={processes !== null && slots.length > 0}
      onAnswer={send}
      onClose={onClose}
    >
      <label>
        Operation
        <select value={operation} onChange={(event) => setName(event.target.value)}>
          {[...running].map(([one, where]) => (
            <option key={one} value={one}>
              {one}, on {counted(where.length, 'slot')}
            </option>
          ))}
        </select>
      </label>
      <p>
        A process is stopped. A task is aborted if its agent can abort it; otherwise the task continues until
        it ends.
      </p>
      {error !== null && (
        <p role="alert" className="bad">
          The operations cannot be read: {error}
        </p>
      )}
      <SlotNames slots={slots} />
      <GoneSlots why={`${operation} has already ended on`} slots={gone} />
    </Question>
  );
}

interface Processes {
  /** The names of the operations that are stopped and not aborted; null before the server has answered. */
  readonly processes: ReadonlySet<string> | null;
  readonly error: string | null;
}

function useProcesses(): Processes {
  const { data, error } = useReadOnce(MonitorOperationTypesDocument, {});
  const processes = useMemo(() => {
    const found = data?.operations.filter(({ type }) => type === 'PROCESS');
    return found ? new Set(found.map(({ name }) => name)) : null;
  }, [data]);
  return { processes, error };
}

/** The result of a stop or an abort for each slot, as the answers come: first the slots where it still runs. */
function Ended({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { run, error } = useRun(id);
  const title = useId();
  return (
    <Modal labelledBy={title} className="report" onClose={onClose}>
      <h2 id={title}>
        {run ? `${run.action === 'STOP' ? 'Stop' : 'Abort'} ${run.operation}: result` : 'Sent …'}
      </h2>
      {error !== null && (
        <p role="alert" className="bad">
          {error}
        </p>
      )}
      <ul className="stopped" aria-label="Slots" aria-live="polite">
        {failedFirst(run?.slots ?? []).map((slot) => (
          <StoppedLine key={slot.id} slot={slot} {...fateOf(slot.status)} />
        ))}
      </ul>
      <Close onClose={onClose}>{run && <RunLink run={run}>Open the page of the run</RunLink>}</Close>
    </Modal>
  );
}

/** An agent that rejects an abort continues the task. */
function fateOf(status: RunSlotStatus): Pick<StoppedLineProps, 'sign' | 'word' | 'look'> {
  if (status === 'REJECTED') return { sign: <Sign state="degraded" />, word: 'Still running', look: 'warn' };
  const word = status === 'SUCCEEDED' ? 'Ended' : STATUS_WORDS[status];
  return { sign: <StatusSign status={status} />, word };
}
