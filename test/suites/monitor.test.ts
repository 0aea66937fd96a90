import { importTests } from './import-tests.js';
import { suites } from './suites.js';

await importTests(suites.monitor);
