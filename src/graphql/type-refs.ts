import type { Run } from '../core/runs/run.js';
import type { Slot } from '../core/slots/slot.js';
import { builder } from './builder.js';

/** Types that other files refer to before they are implemented. This avoids import cycles. */
export const SmurfInstanceRef = builder.objectRef<Slot>('SmurfInstance');
export const RunRef = builder.objectRef<Run>('Run');
