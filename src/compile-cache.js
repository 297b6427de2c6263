/**
 * The cache of compiled modules. It lies within the installation, so that nobody can put code into it who could not replace
 * the product itself; where it cannot be written, or is taken away, a start takes longer and nothing else changes.
 * `NODE_COMPILE_CACHE` names another folder, `NODE_DISABLE_COMPILE_CACHE=1` does without.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'gc2pc'));
