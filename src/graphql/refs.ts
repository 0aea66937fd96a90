import type { ManagedSmurfInstance } from '../core/instance.js';
import type { Run } from '../core/run.js';
import { builder } from './builder.js';

/** Types that others refer to before they are described: what keeps the files of the schema free of cycles. */
export const SmurfInstanceRef = builder.objectRef<ManagedSmurfInstance>('SmurfInstance');
export const RunRef = builder.objectRef<Run>('Run');
