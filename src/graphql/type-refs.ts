import type { Run } from '../core/runs/run.js';
import type { Slot } from '../core/slots/slot.js';
import { builder } from './builder.js';

/** Types that others refer to before they are described: what keeps the files of the schema free of cycles. */
export const SmurfInstanceRef = builder.objectRef<Slot>('SmurfInstance');
export const RunRef = builder.objectRef<Run>('Run');
