/** What `start-stage.js` loads once the cache is there: everything but what a package would load and gc2pc never uses. */
import { registerHooks } from 'node:module';
import './stop-signals.ts';
import { withoutUnused } from './engines/sqlserver/unused-modules.ts';

registerHooks({ resolve: withoutUnused });
await import('./run-stage.ts');
