export type { InstanceApi, ManagedSmurfInstance, Problem } from '../../src/core/instance.js';
export type { SessionRecord } from '../../src/core/session-record.js';
export type { AgentStanding } from '../../src/ocs/agent/agent.js';
export type { MonitoredInstance, MonitoredSession } from '../../src/ocs-face/encode.js';
export type { MultiSmurfManager } from '../../src/ocs-face/multismurf-manager.js';
