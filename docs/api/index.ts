export type { Problem } from '../../src/core/slots/problem.js';
export type { SessionRecord } from '../../src/core/slots/session-record.js';
export type { Slot, SlotApi } from '../../src/core/slots/slot.js';
export type { AgentStanding } from '../../src/ocs/agent/agent.js';
export type { MonitoredInstance, MonitoredSession } from '../../src/ocs-face/encode.js';
export type { MultiSmurfManager } from '../../src/ocs-face/multismurf-manager.js';
