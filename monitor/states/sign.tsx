import type { ReactNode } from 'react';
import { STATUS_SHAPES } from './outcome.js';
import type { SlotState } from './slot-state.js';

const ring = { cx: 7, cy: 7, fill: 'none', stroke: 'currentColor' } as const;

const SHAPES: Readonly<Record<Exclude<SlotState, 'running'>, ReactNode>> = {
  expired: (
    <>
      <circle {...ring} r="5.7" strokeWidth="1.7" strokeDasharray="3.4 2.6" />
      <path d="M4.4 7h5.2" stroke="currentColor" strokeWidth="1.9" />
    </>
  ),
  lost: STATUS_SHAPES.LOST,
  timedOut: STATUS_SHAPES.TIMED_OUT,
  unknown: STATUS_SHAPES.UNKNOWN,
  failed: STATUS_SHAPES.FAILED,
  overdue: (
    <>
      <circle {...ring} r="6" strokeWidth="1.7" />
      <path d="M7 3.4V7l2.4 1.6" fill="none" stroke="currentColor" strokeWidth="1.7" />
    </>
  ),
  degraded: (
    <>
      <path
        d="M7 1 13.4 12.6H.6Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
      <path d="M7 5v3.8m0 1.4v.9" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
  streaming: (
    <path
      d="M.8 7c1.6-5.4 3.2-5.4 4.4-1S7.6 12.4 8.8 8 11.6 1.6 13.2 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
    />
  ),
  idle: <circle {...ring} r="2.6" strokeWidth="1.6" />,
  outOfService: (
    <>
      <circle {...ring} r="5.8" strokeWidth="1.6" />
      <path d="m3 11 8-8" stroke="currentColor" strokeWidth="1.6" />
    </>
  ),
};

/** Shares of the expected time, for the ring of a running slot. */
const AROUND = 2 * Math.PI * 2.6;

/** The shape of a state. It stands beside the word, so screen readers skip it. */
export function Sign({ state, part = 0 }: { readonly state: SlotState; readonly part?: number }) {
  return (
    <svg className="sign" viewBox="0 0 14 14" aria-hidden="true">
      {state === 'running' ? (
        <>
          <circle {...ring} r="5.9" strokeWidth="1.5" />
          <circle
            {...ring}
            r="2.6"
            strokeWidth="4.4"
            strokeDasharray={`${part * AROUND} 99`}
            transform="rotate(-90 7 7)"
          />
        </>
      ) : (
        SHAPES[state]
      )}
    </svg>
  );
}
