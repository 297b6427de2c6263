import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disagreement } from '#src/cutover/agreement.ts';
import type { DirectoryEntry, DirectoryPort, DirectoryQuery } from '#src/cutover/directory-port.ts';
import { findEndpoint } from '#src/cutover/endpoint-state.ts';
import { StandInDirectory } from '#src/engines/standin/stand-in-directory.ts';
import { cutOver, goBackFrom, type Lab, makeLab, POOL, SIP_URI } from './support.ts';

/** A global catalogue that knows what the stand-in knew when it was last told, with what it makes of it. */
class Catalogue implements DirectoryPort {
  readonly #inner: DirectoryPort;
  see: (entries: DirectoryEntry[]) => DirectoryEntry[] = (entries) => entries;
  readonly bases: unknown[] = [];

  constructor(inner: DirectoryPort) {
    this.#inner = inner;
  }
  describe: DirectoryPort['describe'] = () => this.#inner.describe();
  async search(query: DirectoryQuery): Promise<DirectoryEntry[]> {
    this.bases.push(query.base);
    const { domainBase, configurationBase } = await this.describe();
    const found: DirectoryEntry[] = [];
    for (const base of [domainBase, configurationBase]) found.push(...(await this.#inner.search({ ...query, base })));
    return this.see([...new Map(found.map((entry) => [entry.guid, entry])).values()]);
  }
  add = written;
  modify = written;
  remove = written;
  restore = written;
}

async function written(): Promise<never> {
  throw new Error('a catalogue is read only');
}

let lab: Lab;
let catalogue: Catalogue;
let primary: StandInDirectory;
beforeEach(() => {
  lab = makeLab();
  primary = new StandInDirectory(lab.stateFile);
  catalogue = new Catalogue(primary);
});
afterEach(() => lab.dispose());

function context() {
  return lab.context({ forest: { primary, others: new Map(), globalCatalogue: catalogue } });
}

describe('the global catalogue', () => {
  it('is asked for the whole forest before a cut-over counts as confirmed, and before a user counts as back', async () => {
    expect((await cutOver(context())).error).toBeNull();
    expect(catalogue.bases).toContain('');
    catalogue.bases.length = 0;
    expect((await goBackFrom(context())).error).toBeNull();
    expect(catalogue.bases).toContain('');
  });

  it.each([
    ['still knows nobody', (_entries: DirectoryEntry[]) => [], 'global catalogue: nobody owns the SIP URI'],
    [
      'knows a second owner',
      (entries: DirectoryEntry[]) => [...entries, ...entries.map((entry) => ({ ...entry, guid: 'f', dn: 'CN=twin' }))],
      'global catalogue: several objects own the SIP URI',
    ],
    [
      'still shows the user',
      (entries: DirectoryEntry[]) =>
        entries.map((entry) => ({ ...entry, dn: 'CN=OCSChat,CN=Users,DC=contoso,DC=com' })),
      'global catalogue: still owned by CN=OCSChat',
    ],
  ])('that %s keeps the cut-over open, and is named', async (_what, see, wrong) => {
    catalogue.see = (entries) => entries;
    let struck = false;
    const interrupts = (point: string, step: string | undefined): undefined => {
      if (point !== 'cutover:journaled' || step !== 'create-endpoint') return undefined;
      struck = true;
      catalogue.see = see;
      return undefined;
    };
    const failed = await cutOver({ ...context(), interrupts });
    expect(struck).toBe(true);
    expect(failed.error).toMatchObject({ exit: 'halfWay', message: expect.stringContaining(wrong) });
    expect(failed.gapMs).toBeNull();
    catalogue.see = (entries) => entries;
    const on = await cutOver(context());
    expect(on.error).toBeNull();
    expect(on.gapMs).toBeGreaterThan(0);
    expect(await disagreement(context(), SIP_URI, { what: 'endpoint', poolFqdn: POOL })).toBeNull();
    expect((await findEndpoint(primary, SIP_URI))?.pool).toBe(POOL);
  });
});
