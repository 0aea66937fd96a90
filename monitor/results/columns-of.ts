import type {
  MonitorFigureHistoryQuery,
  MonitorLatestResultsQuery,
  MonitorRunResultsQuery,
} from '../generated/graphql.js';
import { nameOf, type Slot } from '../live/model.js';
import { utcDateAndTime } from '../shared/utc.js';
import { LOOKS, STATUS_WORDS } from '../states/outcome.js';
import type { Absence, Column } from './column.js';
import { shortNames } from './short-names.js';

type ResultsOfRun = NonNullable<MonitorRunResultsQuery['run']>;
type SlotOfRun = Pick<ResultsOfRun['slots'][number], 'status' | 'reason'> & {
  readonly figures: readonly unknown[];
};

/** The slots of one run. */
export function columnsOfRun({ id, slots }: ResultsOfRun): readonly Column[] {
  const labels = shortNames(slots.map(nameOf));
  return slots.map((slot, index) => ({
    key: slot.id,
    name: nameOf(slot),
    label: labels[index] ?? nameOf(slot),
    instanceId: slot.instanceId,
    streamId: slot.streamId,
    runId: id,
    endTime: slot.endTime,
    figures: slot.figures,
    absence: absenceOf(slot),
  }));
}

function absenceOf({ status, reason, figures }: SlotOfRun): Absence | null {
  if (figures.length > 0) return null;
  const word = status === 'SUCCEEDED' ? 'no result' : STATUS_WORDS[status].toLowerCase();
  return { word, reason, isBad: LOOKS[status] === 'bad' };
}

type LatestResult = MonitorLatestResultsQuery['latestResults'][number];

const NO_RESULT: Absence = { word: 'no result', reason: 'No success is stored for this slot.', isBad: false };

export type SlotNames = Pick<Slot, 'id' | 'instanceId' | 'streamId'>;

/** The last success on each slot. A slot without one has an empty column. */
export function columnsOfLatest(
  slots: readonly SlotNames[],
  results: readonly LatestResult[],
): readonly Column[] {
  const labels = shortNames(slots.map(nameOf));
  const bySlot = new Map(results.map((result) => [result.instance.instanceId, result]));
  return slots.map((slot, index) => {
    const result = bySlot.get(slot.instanceId);
    return {
      key: slot.id,
      name: nameOf(slot),
      label: labels[index] ?? nameOf(slot),
      instanceId: slot.instanceId,
      streamId: slot.streamId,
      runId: result?.run?.id ?? null,
      endTime: result?.endTime ?? null,
      figures: result?.figures ?? [],
      absence: result ? absenceOf({ status: 'SUCCEEDED', reason: null, figures: result.figures }) : NO_RESULT,
    };
  });
}

type PastRun = MonitorFigureHistoryQuery['runs']['nodes'][number];

/** The runs of one slot, the oldest first. Nothing is compared: the pictures show the past themselves. */
export function columnsOfHistory(runs: readonly PastRun[]): readonly Column[] {
  return runs.toReversed().flatMap(({ id, startTime, slots: [slot] }) => {
    if (!slot) return [];
    const time = utcDateAndTime(startTime);
    return {
      key: id,
      name: time,
      label: time.slice(5, 16),
      instanceId: slot.instanceId,
      streamId: slot.streamId,
      runId: id,
      endTime: slot.endTime,
      figures: slot.figures.map((figure) => ({
        ...figure,
        ...{ isOutlier: false, amongSlots: null, inPast: null },
      })),
      absence: absenceOf(slot),
    };
  });
}
