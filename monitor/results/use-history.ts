import { useMemo } from 'react';
import { useMonitor } from '../context/context.js';
import { useRead } from '../context/use-live.js';
import { MonitorFigureHistoryDocument } from '../generated/graphql.js';
import { nameOf } from '../live/model.js';
import { counted } from '../shared/counted.js';
import { useStore } from '../shared/store.js';
import type { Column } from './column.js';
import { columnsOfHistory } from './columns-of.js';
import type { Subject } from './subject.js';

/** The past of one operation on one slot. The same object until a run has ended there. */
export interface History {
  readonly columns: readonly Column[];
  readonly subject: Subject;
  readonly error: string | null;
}

/** Null before the first answer. */
export function useHistory(instanceId: string, operation: string): History | null {
  const { live } = useMonitor();
  // The last run that ended here: its figures are new.
  const ended = useStore(live.ended).find(
    (run) => run.operation === operation && run.slots.some((slot) => slot.instanceId === instanceId),
  );
  const { data, error } = useRead(
    MonitorFigureHistoryDocument,
    { slot: instanceId, operation },
    ended?.id ?? '',
  );
  return useMemo(() => {
    if (!data && error === null) return null;
    const columns = columnsOfHistory(data?.runs.nodes ?? []);
    return { columns, subject: subjectOf(instanceId, operation, columns), error };
  }, [data, error, instanceId, operation]);
}

function subjectOf(instanceId: string, operation: string, columns: readonly Column[]): Subject {
  const last = columns.at(-1);
  const name = last ? nameOf(last) : instanceId;
  return {
    operation,
    words: `${operation} on ${name}, last ${counted(columns.length, 'run')}, to`,
    time: last?.endTime ?? null,
  };
}
