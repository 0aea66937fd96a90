import { builder } from './builder.js';
// In the order in which GraphiQL lists what they bring: what people come for is first.
import './run-mutations.js';
import './instance.js';
import './instance-events.js';
import './session-updates.js';
import './runs.js';
import './run-plan.js';
import './operation.js';
import './network.js';
import './feed.js';
import './stop-all.js';
import './slot-mutations.js';
import './forget-instance.js';
import './find-node.js';
import './error-codes.js';

/** The schema of the GraphQL face. Importing it starts nothing. */
export const schema = builder.toSchema({ sortSchema: false });
