/**
 * What the driver loads for ways of signing in that gc2pc does not offer: Microsoft's cloud identities. An empty module
 * stands in for them, which spares every start their hundreds of files. Signing in by login and by NTLM needs none of it.
 */
import type { ResolveHookSync } from 'node:module';

const UNUSED: ReadonlySet<string> = new Set(['@azure/identity']);
const NOTHING = new URL('./nothing.ts', import.meta.url).href;

/** A resolve hook: see "Customization Hooks" of Node's documentation of `node:module`. */
export const withoutUnused: ResolveHookSync = (specifier, context, nextResolve) =>
  UNUSED.has(specifier) ? { url: NOTHING, shortCircuit: true } : nextResolve(specifier, context);
