import type { ReactNode } from 'react';
import type { RunSlot } from '../live/model.js';
import { LOOKS } from './outcome-words.js';

export { LOOKS, type Look, STATUS_WORDS } from './outcome-words.js';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.7 } as const;
const dots = (
  <g fill="currentColor">
    <circle cx="2.5" cy="7" r="1.2" />
    <circle cx="7" cy="7" r="1.2" />
    <circle cx="11.5" cy="7" r="1.2" />
  </g>
);
const question = (
  <>
    <circle cx="7" cy="7" r="5.7" strokeDasharray="3.4 2.6" {...line} />
    <path d="M5.2 5.6a1.8 1.8 0 1 1 2.4 1.7q-.6.2-.6 1v.3m0 1v.8" {...line} strokeWidth="1.3" />
  </>
);
const ring = <circle cx="7" cy="7" r="5.8" {...line} />;
const refused = (
  <>
    <circle cx="7" cy="7" r="6.2" fill="currentColor" />
    <path d="M3.8 7h6.4" stroke="var(--on-sign)" strokeWidth="1.9" />
  </>
);

/** The shape of each status, in a box of 14 by 14. */
export const STATUS_SHAPES: Readonly<Record<RunSlot['status'], ReactNode>> = {
  PENDING: dots,
  STARTING: ring,
  RUNNING: (
    <>
      {ring}
      <circle cx="7" cy="7" r="2.6" fill="currentColor" />
    </>
  ),
  READY: <path d="M.8 7c1.6-5.4 3.2-5.4 4.4-1S7.6 12.4 8.8 8 11.6 1.6 13.2 7" {...line} />,
  STOPPING: <path d="M2.5 2.5h9v9h-9Z" {...line} strokeDasharray="3 2" />,
  SUCCEEDED: <path d="m2 7.5 3.4 3.3L12 3.8" {...line} />,
  NOT_STARTED: <path d="M2.5 7h9" {...line} />,
  CANCELLED: <path d="M2.5 2.5h9v9h-9Z" {...line} />,
  REJECTED: refused,
  ALREADY_RUNNING: refused,
  UNREACHABLE: refused,
  FAILED: (
    <>
      <path d="M4.2.6h5.6l3.6 3.6v5.6l-3.6 3.6H4.2L.6 9.8V4.2Z" fill="currentColor" />
      <path d="m4.7 4.7 4.6 4.6m0-4.6L4.7 9.3" stroke="var(--on-sign)" strokeWidth="1.7" />
    </>
  ),
  TIMED_OUT: <path d="M3 1h8M3 13h8M3.8 1v2.4L7 7l3.2-3.6V1M3.8 13v-2.4L7 7l3.2 3.6V13" {...line} />,
  LOST: question,
  UNKNOWN: question,
};

/** The shape of a status. It stands beside the word, so screen readers skip it. */
export function StatusSign({ status }: { readonly status: RunSlot['status'] }) {
  return (
    <svg className={`sign look-${LOOKS[status]}`} viewBox="0 0 14 14" aria-hidden="true">
      {STATUS_SHAPES[status]}
    </svg>
  );
}
