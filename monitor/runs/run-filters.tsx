import { useEffect, useId, useRef } from 'react';
import { useSlotReadings } from '../context/context.js';
import { useRead } from '../context/use-live.js';
import { MonitorOperationNamesDocument } from '../generated/graphql.js';
import { setParams } from '../location/location.js';
import { FILTER_NAMES, type FilterName, type FilterValues, timeOf } from './run-filter.js';

/** The fields that are used less. */
const FOLDED = ['by', 'via', 'action', 'since', 'until'] as const;

const TIMES: readonly FilterName[] = ['since', 'until'];

/** The fields that limit the list of runs. A field counts when it is left or Enter is pressed. */
export function RunFilters({ values }: { readonly values: FilterValues }) {
  const form = useRef<HTMLFormElement>(null);
  const readings = useSlotReadings();
  const { data } = useRead(MonitorOperationNamesDocument, {}, `${readings.length}`);
  const id = useId();
  useEffect(() => {
    const element = form.current;
    // React calls `onChange` for each letter; the browser's own event comes when the value is complete.
    const apply = ({ target }: Event) => {
      if (isField(target)) setParams({ [target.name]: target.value });
    };
    element?.addEventListener('change', apply);
    return () => element?.removeEventListener('change', apply);
  }, []);
  useEffect(() => {
    for (const name of FILTER_NAMES) {
      const element = form.current?.elements.namedItem(name);
      const value = TIMES.includes(name) ? (timeOf(values[name])?.slice(0, 16) ?? '') : values[name];
      if (isField(element) && element.value !== value) element.value = value;
    }
  }, [values]);
  const isFiltered = FILTER_NAMES.some((name) => values[name] !== '');
  const folded = FOLDED.filter((name) => values[name] !== '');
  return (
    <form
      ref={form}
      className="run-filters"
      aria-label="Filter the runs"
      onSubmit={(event) => event.preventDefault()}
    >
      <input
        type="search"
        aria-label="Text of a run"
        placeholder="Note, reason, parameter, slot"
        name="text"
      />
      <input aria-label="Operation" placeholder="Operation" list={`${id}-operations`} name="operation" />
      <input aria-label="Slot" placeholder="Slot" list={`${id}-slots`} name="slot" />
      <input aria-label="Label" placeholder="Label" name="label" />
      <details open={folded.length > 0}>
        <summary>More filters{folded.length > 0 && ` (${folded.length})`}</summary>
        <label>
          By <input name="by" />
        </label>
        <label>
          Via{' '}
          <select name="via">
            <option value="">any</option>
            <option value="GRAPHQL">API (this page)</option>
            <option value="OCS">OCS</option>
          </select>
        </label>
        <label>
          Action{' '}
          <select name="action">
            <option value="">any</option>
            <option value="RUN">run</option>
            <option value="STOP">stop</option>
            <option value="ABORT">abort</option>
          </select>
        </label>
        <label>
          Since, UTC <input type="datetime-local" name="since" />
        </label>
        <label>
          Until, UTC <input type="datetime-local" name="until" />
        </label>
      </details>
      {isFiltered && (
        <button
          type="button"
          className="button"
          onClick={() => setParams(Object.fromEntries(FILTER_NAMES.map((name) => [name, null])))}
        >
          Show all runs
        </button>
      )}
      <datalist id={`${id}-operations`}>
        {data?.operations.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={`${id}-slots`}>
        {readings.map(({ slot, name }) => (
          <option key={slot.id} value={name} />
        ))}
      </datalist>
    </form>
  );
}

function isField(target: unknown): target is HTMLInputElement | HTMLSelectElement {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
