import { join } from 'node:path';
import { projectRoot } from '../../project-root.js';

const FOLDER = join(projectRoot, 'test', 'http', 'tls');
/** The file of a certificate for localhost that signed itself. */
export const CERTIFICATE = join(FOLDER, 'cert.pem');
export const KEY = join(FOLDER, 'key.pem');
