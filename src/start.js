/**
 * The entry, in JavaScript: a file in TypeScript would bring the runtime's compiler into memory, for good, before the
 * cache of compiled modules is there that makes it superfluous.
 */
import './compile-cache.js';

await import('./main.ts');
