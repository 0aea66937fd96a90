import { join } from 'node:path';
import { projectRoot } from '../../test/project-root.js';

const TLS = join(projectRoot, 'test', 'http', 'tls');
/** A certificate for localhost that signed itself. */
export const CERTIFICATE = join(TLS, 'cert.pem');
export const KEY = join(TLS, 'key.pem');
