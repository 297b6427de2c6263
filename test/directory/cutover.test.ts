import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SAMBA } from '#fixtures/directory/samba.ts';
import { differencesFrom, takeBeforeImage, WHOLE_ENTRY } from '#src/cutover/before-image.ts';
import type { CutoverContext, CutoverSettings } from '#src/cutover/context.ts';
import {
  attributes,
  type DirectoryPort,
  type Forest,
  readByDn,
  readByGuid,
  text,
  texts,
} from '#src/cutover/directory-port.ts';
import { findEndpoint } from '#src/cutover/endpoint-state.ts';
import { ownersInForest } from '#src/cutover/owners.ts';
import { makePlan } from '#src/cutover/plan.ts';
import { childDn } from '#src/model/distinguished-name.ts';
import { buildDescriptor, RIGHT } from '#src/model/security-descriptor.ts';
import { cutOver, goBackFrom, MemorySource, makeContext, SETTINGS } from '#test/unit/cutover/support.ts';
import { BASE, connect, forEachDirectory, makeAutomaticEndpoint, makeLookupUser, onSamba } from './directories.ts';

let folder: string;
let source: MemorySource;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gc2pc-cutover-'));
  source = new MemorySource();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function forestOf(primary: DirectoryPort): Forest {
  return { primary, others: new Map(), globalCatalogue: null };
}

function contextFor(port: DirectoryPort, uri: string, settings: Partial<CutoverSettings> = {}): CutoverContext {
  return makeContext(
    folder,
    { ...SETTINGS, poolFqdn: SAMBA.poolFqdn, sipUri: uri, ...settings },
    forestOf(port),
    source,
  );
}

/** Attributes in which the user differs from what it was, but those that a restoration cannot and need not bring back. */
async function lost(port: DirectoryPort, image: Awaited<ReturnType<typeof takeBeforeImage>>): Promise<string[]> {
  const entry = image === null ? null : await readByGuid(port, image.entry.guid, WHOLE_ENTRY);
  if (image === null || entry === null) return ['the user'];
  return differencesFrom(image, entry)
    .filter((item) => item.matters)
    .map((item) => item.attribute);
}

forEachDirectory('a cut-over', (directory) => {
  const port = (): DirectoryPort => directory().port;

  it.each(['delete', 'disable'] as const)(
    'goes there, back and there again (%s), and loses no attribute',
    async (removal) => {
      await makeAutomaticEndpoint(port());
      const user = await makeLookupUser(port());
      const image = await takeBeforeImage(port(), user.guid, 0);
      const there = await cutOver(contextFor(port(), user.uri, { removal }));
      expect(there.error).toBeNull();
      const endpoint = await findEndpoint(port(), user.uri);
      expect(endpoint?.pool).toBe(SAMBA.poolFqdn);
      expect((await ownersInForest(forestOf(port()), user.uri)).map((owner) => owner.kind)).toEqual(['contact']);
      const back = await goBackFrom(contextFor(port(), user.uri, { removal }));
      expect(back.error).toBeNull();
      expect(await lost(port(), image)).toEqual([]);
      expect(await findEndpoint(port(), user.uri)).toBeNull();
      const again = await cutOver(contextFor(port(), user.uri, { removal }));
      expect(again.error).toBeNull();
    },
  );

  it.each(['Smith, "J" #1 <x>', 'star * (a)', 'Größe 検索', 'a+b=c;d\\e'])(
    'copes with a user called %j in a nested unit',
    async (name) => {
      const outer = childDn('OU', `Outer, ${name} ${Date.now()}`, BASE);
      const inner = childDn('OU', '#inner', outer);
      await port().add(outer, attributes({ objectClass: 'organizationalUnit' }));
      await port().add(inner, attributes({ objectClass: 'organizationalUnit' }));
      const user = await makeLookupUser(port(), { name, parent: inner });
      const image = await takeBeforeImage(port(), user.guid, 0);
      expect((await cutOver(contextFor(port(), user.uri))).error).toBeNull();
      expect((await goBackFrom(contextFor(port(), user.uri))).error).toBeNull();
      expect(await lost(port(), image)).toEqual([]);
      expect((await readByDn(port(), user.dn))?.guid).toBe(user.guid);
    },
  );

  it('finds its user under an upper-case scheme, and gives the endpoint the address as it was written', async () => {
    const uri = `SIP:Upper${Date.now()}@contoso.com`;
    const user = await makeLookupUser(port(), { uri });
    expect((await cutOver(contextFor(port(), uri.toLowerCase()))).error).toBeNull();
    const endpoint = await findEndpoint(port(), uri.toLowerCase());
    const contact = await readByGuid(port(), endpoint?.owner.guid ?? '');
    expect(contact === null ? '' : text(contact, 'msRTCSIP-PrimaryUserAddress')).toBe(user.uri);
  });

  it.each([
    ['a second user by proxyAddresses', 'user', { proxyAddresses: 'uri' }, 'G07'],
    ['a second user with the same address', 'user', { 'msRTCSIP-PrimaryUserAddress': 'uri' }, 'G06'],
    ['a contact that has it already', 'contact', { 'msRTCSIP-PrimaryUserAddress': 'uri' }, 'G07'],
  ])('refuses %s', async (_what, objectClass, claim, gate) => {
    const user = await makeLookupUser(port());
    const own = Object.fromEntries(Object.keys(claim).map((name) => [name, user.uri]));
    const account = objectClass === 'user' ? { sAMAccountName: `twin${Date.now() % 1e9}` } : {};
    const dn = childDn('CN', `twin ${Date.now()}`, `CN=Users,${BASE}`);
    await port().add(dn, attributes({ objectClass, ...own, ...account }));
    const plan = await makePlan(contextFor(port(), user.uri));
    expect(plan.gates.filter((result) => result.outcome === 'block').map((result) => result.id)).toContain(gate);
    const blocked = plan.gates.find((result) => result.id === gate);
    expect(blocked?.acknowledgeable).toBe(false);
  });

  it('refuses a user that is protected from accidental deletion, and one with children', async () => {
    const { token } = await port().describe();
    const unit = childDn('OU', `protected ${Date.now()}`, BASE);
    await port().add(unit, attributes({ objectClass: 'organizationalUnit' }));
    const user = await makeLookupUser(port(), { parent: unit });
    const protect = async (guid: string, mask: number): Promise<void> => {
      const everything = token.map((sid) => ({ denies: false, mask: 0xf01ff, sid }));
      const bytes = buildDescriptor(token[0] ?? '', [{ denies: true, mask, sid: 'S-1-1-0' }, ...everything]);
      await port().modify(guid, [
        { operation: 'replace', attribute: 'nTSecurityDescriptor', values: [Buffer.from(bytes)] },
      ]);
    };
    await port().add(childDn('CN', 'below', user.dn), attributes({ objectClass: 'classStore' }));
    await protect(user.guid, RIGHT.delete | RIGHT.deleteTree);
    await protect((await readByDn(port(), unit))?.guid ?? '', RIGHT.deleteChild);
    const plan = await makePlan(contextFor(port(), user.uri));
    const blocked = plan.gates.filter((result) => result.outcome === 'block').map((result) => result.id);
    expect(blocked).toEqual(['G08', 'G09']);
  });
});

onSamba('a domain controller', (controller, port) => {
  it('closes the gap in under two seconds at the median', async () => {
    await makeAutomaticEndpoint(port());
    const gaps: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const user = await makeLookupUser(port());
      rmSync(folder, { recursive: true, force: true });
      const outcome = await cutOver(contextFor(port(), user.uri));
      expect(outcome.error).toBeNull();
      gaps.push(outcome.gapMs ?? Number.POSITIVE_INFINITY);
    }
    expect(gaps.sort((a, b) => a - b)[2]).toBeLessThan(2_000);
  });

  it('refuses an account without rights before anything is touched', async () => {
    const user = await makeLookupUser(port());
    const plain = `plain${Date.now() % 1e9}`;
    await port().add(
      childDn('CN', plain, `CN=Users,${BASE}`),
      attributes({
        objectClass: 'user',
        sAMAccountName: plain,
        userPrincipalName: `${plain}@contoso.com`,
        userAccountControl: '512',
        unicodePwd: Buffer.from('"Secret!2013 chat"', 'utf16le'),
      }),
    );
    const { port: weak, connection } = connect(controller(), {
      bindDn: `${plain}@contoso.com`,
      password: 'Secret!2013 chat',
    });
    const plan = await makePlan(contextFor(weak, user.uri));
    const blocked = plan.gates.filter((result) => result.outcome === 'block').map((result) => result.id);
    expect(blocked).toEqual(expect.arrayContaining(['G08', 'G10']));
    await connection.close();
  });

  it('is refused a deletion of a user that someone else has changed since the approval', async () => {
    const user = await makeLookupUser(port());
    const context = contextFor(port(), user.uri);
    const interrupts: CutoverContext['interrupts'] = async (point, step) => {
      if (point !== 'cutover:before-act' || step !== 'remove-user') return;
      const values = [Buffer.from('changed meanwhile')];
      await port().modify(user.guid, [{ operation: 'replace', attribute: 'description', values }]);
    };
    expect((await cutOver({ ...context, interrupts })).error).toMatchObject({ exit: 'gateRefused' });
    expect(await readByGuid(port(), user.guid)).not.toBeNull();
    expect((await cutOver(contextFor(port(), user.uri))).error).toBeNull();
    expect((await goBackFrom(contextFor(port(), user.uri))).error).toBeNull();
    const entry = await readByGuid(port(), user.guid);
    expect(entry === null ? '' : text(entry, 'description')).toBe('changed meanwhile');
  });

  it.each([
    ['frozen', 'SIGSTOP'],
    ['restarted', 'SIGTERM'],
  ] as const)('goes on after the domain controller was %s in the middle of the deletion', async (_what, signal) => {
    const user = await makeLookupUser(port());
    const { port: own, connection } = connect(controller(), {
      timing: { operationMs: 600, connectMs: 600, graceMs: 1_000 },
    });
    const context = contextFor(own, user.uri);
    let struck = false;
    const strike: CutoverContext['interrupts'] = async (point, step) => {
      if (struck || point !== 'cutover:before-act' || step !== 'remove-user') return;
      struck = true;
      process.kill(controller().pid, signal);
      if (signal === 'SIGTERM') await controller().stop();
    };
    const broken = await cutOver({ ...context, interrupts: strike });
    expect(broken.error).toMatchObject({ exit: 'unreachable' });
    if (signal === 'SIGSTOP') process.kill(controller().pid, 'SIGCONT');
    else await controller().start();
    const on = await cutOver(contextFor(own, user.uri));
    expect(on.error).toBeNull();
    await connection.close();
  });

  it('says which password, certificate or name is wrong', async () => {
    const wrong = connect(controller(), { password: 'no' });
    await expect(wrong.port.describe()).rejects.toMatchObject({ code: 'DIRECTORY_LOGIN_REFUSED' });
    const stranger = connect(controller(), { caFile: null });
    await expect(stranger.port.describe()).rejects.toMatchObject({ hint: expect.stringContaining('directory.caFile') });
    const plain = connect(controller(), { url: controller().plainUrl, bindDn: 'CONTOSO\\Administrator' });
    expect((await plain.port.describe()).server).toBe('dc1.contoso.com');
    for (const { connection } of [wrong, stranger, plain]) await connection.close();
  });

  it('binds again by itself after the connection was lost, with StartTLS too', async () => {
    const opened = connect(controller(), { url: controller().plainUrl });
    await opened.port.describe();
    await controller().stop();
    const waiting = readByDn(opened.port, BASE);
    await controller().start();
    expect((await waiting)?.dn).toBe(BASE);
    await opened.connection.close();
  });
});

onSamba(
  'a forest whose recycle bin cannot give the user back',
  (_controller, port) => {
    it('creates the user anew, and names what is different', async () => {
      const user = await makeLookupUser(port());
      expect((await cutOver(contextFor(port(), user.uri))).error).toBeNull();
      const context = contextFor(port(), user.uri);
      expect((await goBackFrom(context)).error).toBeNull();
      const owners = await ownersInForest(forestOf(port()), user.uri);
      expect(owners.map((owner) => owner.kind)).toEqual(['user']);
      expect(owners[0]?.guid).not.toBe(user.guid);
      const made = await readByGuid(port(), owners[0]?.guid ?? '');
      expect(made === null ? [] : texts(made, 'memberOf')).toHaveLength(1);
      expect(context.findings.map((finding) => finding.message).join('\n')).toContain('its SID is no longer');
    });
  },
  { recycleBin: true },
);
