/** The entry of a process that does one stage of a rehearsal and ends; in JavaScript for the reason that `start.js` gives. */
import './compile-cache.js';

await import('./stage.ts');
