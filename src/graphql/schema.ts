import { builder } from './builder.js';
import './run-mutations.js';
import './error-codes.js';
import './feed.js';
import './find-node.js';
import './forget-instance.js';
import './instance.js';
import './instance-events.js';
import './network.js';
import './operation.js';
import './run-plan.js';
import './runs.js';
import './session-updates.js';
import './slot-mutations.js';
import './stop-all.js';

/** The GraphQL schema. Importing it starts nothing. */
export const schema = builder.toSchema();
