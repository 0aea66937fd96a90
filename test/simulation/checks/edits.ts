import type { Edit } from '../history.js';
import type { Evidence } from './evidence.js';

/** An edit that was answered is stored, unless a later one, or one at the same time, has replaced it. */
export function checkEdits({ history, disk, breach }: Evidence): void {
  for (const id of new Set(history.edits.map(({ run }) => run))) {
    const kept = disk.latest.get(id);
    const edits = history.edits.filter(({ run }) => run === id);
    const isAnswered = edits.some(({ answeredAt }) => answeredAt !== null);
    if (!kept && isAnswered) breach(`an edit of ${id} was answered, but the run is lost`);
    if (!kept) continue;
    checkField(
      edits.filter(({ change }) => change.note !== undefined),
      'note',
      kept.note,
      ({ change }) => change.note,
    );
    checkField(
      edits.filter(({ change }) => change.labels !== undefined),
      'labels',
      kept.labels.join(),
      ({ change }) => change.labels?.join(),
    );

    function checkField(
      all: readonly Edit[],
      field: string,
      is: string | null,
      given: (edit: Edit) => string | null | undefined,
    ): void {
      const source = all.find((edit) => given(edit) === is);
      // An edit without an answer may have been executed at any time.
      const until = source ? (source.answeredAt ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
      const lost = all.find(({ at, answeredAt }) => answeredAt !== null && at > until);
      if (lost) breach(`the ${field} of ${id} is "${is}", but "${given(lost)}" was answered after that`);
    }
  }
}
