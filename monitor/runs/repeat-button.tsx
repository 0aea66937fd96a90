import { useState } from 'react';
import { useMonitor } from '../context/context.js';
import { useMay } from '../context/viewer.js';
import { MonitorRepeatDocument } from '../generated/graphql.js';
import { goTo } from '../location/location.js';
import { repeatOf } from './repeat.js';

export interface RepeatButtonProps {
  readonly runId: string;
  readonly className?: 'button';
  /** What is repeated, where the page does not say it: `take_noise at 04:10:02`. */
  readonly title?: string;
}

/** Opens the form that starts a run once more. It reads the parameters first: those of each slot are too many to have. */
export function RepeatButton({ runId, className, title }: RepeatButtonProps) {
  const { client } = useMonitor();
  const [error, setError] = useState<string | null>(null);
  const mayStart = useMay('OPERATOR');
  if (!mayStart) return null;
  const repeat = async () => {
    const variables = { id: runId };
    const { data } = await client.query({ query: MonitorRepeatDocument, variables, fetchPolicy: 'no-cache' });
    if (data?.run) goTo('slots', repeatOf(data.run));
    else setError('The server does not have this run any more.');
  };
  return (
    <>
      <button
        type="button"
        className={className}
        onClick={() => repeat().catch((thrown: Error) => setError(thrown.message))}
      >
        Repeat…{title && <span className="hidden"> {title}</span>}
      </button>
      {error !== null && (
        <span role="alert" className="bad">
          {error}
        </span>
      )}
    </>
  );
}
