/** Waits, with a bound, until every listed domain controller and the global catalogue see the same state. */
import { isWithin } from '#src/model/distinguished-name.ts';
import type { CutoverContext } from './context.ts';
import type { DirectoryPort } from './directory-port.ts';
import { readByGuid } from './directory-port.ts';
import { applicationContacts, poolOf } from './endpoint-state.ts';
import { type Owner, ownersBelow } from './owners.ts';

const LOOK_EVERY_MS = 200;

/** What the forest must look like: who owns the URI, and nobody else does. */
export type Expected =
  | { readonly what: 'endpoint'; readonly poolFqdn: string }
  | { readonly what: 'user'; readonly guid: string };

/** Null when all agree; else who does not, and what it sees. */
export async function disagreement(context: CutoverContext, uri: string, expected: Expected): Promise<string | null> {
  const { primary, others, globalCatalogue } = context.forest;
  const { server, domainBase, configurationBase } = await primary.describe();
  const container = applicationContacts(configurationBase);
  const controllers: [string, DirectoryPort][] = [[server, primary], ...others];
  for (const [name, port] of controllers) {
    const own = await port.describe();
    const owners = new Map<string, Owner>();
    for (const base of new Set([own.domainBase, configurationBase])) {
      for (const owner of await ownersBelow(port, base, uri)) owners.set(owner.guid, owner);
    }
    // A controller of another domain does not hold the user.
    const local = own.domainBase.toLowerCase() === domainBase.toLowerCase() || expected.what === 'endpoint';
    const wrong = await fault([...owners.values()], expected, container, port, local);
    if (wrong !== null) return `${name}: ${wrong}`;
  }
  if (globalCatalogue === null) return null;
  const wrong = await fault(await ownersBelow(globalCatalogue, '', uri), expected, container, primary, true);
  return wrong === null ? null : `global catalogue: ${wrong}`;
}

export async function waitForAgreement(
  context: CutoverContext,
  uri: string,
  expected: Expected,
): Promise<string | null> {
  const deadline = context.now() + context.settings.replicationSeconds * 1_000;
  for (;;) {
    const wrong = await disagreement(context, uri, expected);
    if (wrong === null || context.now() >= deadline || context.stop.aborted) return wrong;
    await context.pause(LOOK_EVERY_MS);
  }
}

async function fault(
  owners: readonly Owner[],
  expected: Expected,
  container: string,
  port: DirectoryPort,
  mustHold: boolean,
): Promise<string | null> {
  const names = owners.map((owner) => `${owner.dn} (by ${owner.by.join(', ')})`).join('; ');
  if (owners.length === 0) return mustHold ? 'nobody owns the SIP URI' : null;
  if (owners.length > 1) return `several objects own the SIP URI: ${names}`;
  const [owner] = owners;
  if (owner === undefined) return null;
  if (expected.what === 'user') return owner.guid === expected.guid ? null : `owned by ${names}`;
  if (owner.kind !== 'contact' || !isWithin(owner.dn, container)) return `still owned by ${names}`;
  const entry = await readByGuid(port, owner.guid, ['msRTCSIP-ApplicationDestination']);
  const pool = entry === null ? null : await poolOf(port, entry);
  if (pool !== null && pool.toLowerCase() !== expected.poolFqdn.toLowerCase()) return `the endpoint belongs to ${pool}`;
  return null;
}
