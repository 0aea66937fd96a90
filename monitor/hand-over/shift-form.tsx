import { setParams } from '../location/location.js';
import { HOURS, type Shift } from './shift.js';

/** Chooses the time that the hand-over is about. */
export function ShiftForm({ shift }: { readonly shift: Shift }) {
  const change = (name: 'from' | 'to', value: string) =>
    setParams({ hours: null, from: shift.hours === null ? shift.from : null, to: shift.to, [name]: value });
  return (
    <form className="shift" aria-label="Shift" onSubmit={(event) => event.preventDefault()}>
      {HOURS.map((hours) => (
        <button
          key={hours}
          type="button"
          className="button"
          aria-pressed={shift.hours === hours}
          onClick={() => setParams({ hours: `${hours}`, from: null, to: null })}
        >
          Last {hours} h
        </button>
      ))}
      <label>
        From, UTC{' '}
        <input
          type="datetime-local"
          value={shift.from.slice(0, 16)}
          onChange={(event) => change('from', event.target.value)}
        />
      </label>
      <label>
        To, UTC{' '}
        <input
          type="datetime-local"
          value={shift.to?.slice(0, 16) ?? ''}
          onChange={(event) => change('to', event.target.value)}
        />
      </label>
    </form>
  );
}
