export type { MonitoredInstance, MonitoredSession } from '../../src/agent/encode.js';
export type { MultiSmurfManager } from '../../src/agent/multismurf-manager.js';
export type { InstanceApi, ManagedSmurfInstance, Problem } from '../../src/manager/instance.js';
export type { SessionRecord } from '../../src/manager/session-record.js';
export type { AgentStanding } from '../../src/ocs/agent/agent.js';
