/**
 * The entry: turns on the runtime's cache of compiled modules, then loads everything else. The cache lies within the
 * installation, so that nobody can put code into it who could not replace the product itself; where it cannot be written,
 * or is taken away, a start takes longer and nothing else changes. `NODE_COMPILE_CACHE` names another folder,
 * `NODE_DISABLE_COMPILE_CACHE=1` does without. What a package would load and gc2pc never uses is left out.
 */
import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { withoutUnused } from './engines/sqlserver/unused-modules.ts';

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'gc2pc'));
registerHooks({ resolve: withoutUnused });
await import('./run.ts');
