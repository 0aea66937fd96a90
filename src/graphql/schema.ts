import { auditMutations } from './audit-mutations.js';
import { builder } from './builder.js';
import { describeViewerDependence } from './depends-on-viewer.js';
import { describeRoles } from './roles.js';
// GraphiQL lists the fields in this order: the most important come first.
import './run-mutations.js';
import './instance.js';
import './instance-events.js';
import './session-updates.js';
import './runs.js';
import './latest-results.js';
import './run-plan.js';
import './operation.js';
import './network.js';
import './group.js';
import './preset.js';
import './feed.js';
import './stop-all.js';
import './slot-mutations.js';
import './forget-instance.js';
import './find-node.js';
import './viewer.js';
import './audit-log.js';
import './error-codes.js';

/** The GraphQL schema. Importing it starts nothing. */
export const schema = auditMutations(
  describeRoles(describeViewerDependence(builder.toSchema({ sortSchema: false }))),
);
