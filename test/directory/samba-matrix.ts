/**
 * Every step × every fault × both continuations, on a real domain controller: a proxy cuts or mutes the connection
 * around the very request, the controller is frozen or restarted, rights are taken away, and somebody else changes,
 * renames or moves what the cut-over works on. Each cell has an organizational unit and a user of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { type DomainController, SAMBA } from '#fixtures/directory/samba.ts';
import type { CutoverContext } from '#src/cutover/context.ts';
import { attributes, type DirectoryPort, readByDn } from '#src/cutover/directory-port.ts';
import { execute } from '#src/cutover/execute.ts';
import { makePlan } from '#src/cutover/plan.ts';
import { makeRollbackPlan, rollback } from '#src/cutover/rollback.ts';
import { STEP_IDS, type StepId } from '#src/cutover/step.ts';
import { LdapConnection } from '#src/engines/ldap/connection.ts';
import { LdapDirectory } from '#src/engines/ldap/ldap-directory.ts';
import { childDn } from '#src/model/distinguished-name.ts';
import { EXIT, OperatorError } from '#src/model/errors.ts';
import { buildDescriptor, RIGHT } from '#src/model/security-descriptor.ts';
import { type TcpProxy, tcpProxy } from '#test/support/tcp-proxy.ts';
import { MemorySource, makeContext, SETTINGS } from '#test/unit/cutover/support.ts';
import { BASE, CONTACTS, type LookupUser, makeAutomaticEndpoint, makeLookupUser } from './directories.ts';
import { applies, type Ending, FAULTS, KILLS, type MatrixRow } from './fault-matrix.ts';
import { WRITE_FAULTS, type WriteFault } from './faulty-directory.ts';
import { endingOf, type Portrait, portrait } from './samba-portrait.ts';

/** Faults that only a real connection can have, and what may happen to a contact (the directory lets nobody rename it). */
const ONLY_THERE = {
  'connection cut between its reads': ['gates', 'fence', 'before-image', 'remove-user', 'create-endpoint'],
  'endpoint changed by someone else': ['confirm', 'hand-over'],
} as const satisfies Record<string, readonly StepId[]>;
type OnlyThere = keyof typeof ONLY_THERE;

/** A server that is silent is given up after this long, so that the suite is quick. */
const IMPATIENT = { operationMs: 600, connectMs: 600, graceMs: 1_000, pauseMs: 50 };
const FULL_CONTROL = 0xf01ff;

export interface SambaWorld {
  readonly controller: DomainController;
  /** Everybody else: reads the result, and meddles. */
  readonly admin: LdapDirectory;
  readonly proxy: TcpProxy;
  close(): Promise<void>;
}

export async function sambaWorld(controller: DomainController): Promise<SambaWorld> {
  const connection = connectionTo(controller, controller.url);
  const admin = new LdapDirectory(connection);
  await makeAutomaticEndpoint(admin);
  const proxy = await tcpProxy(controller.address, 636);
  return {
    controller,
    admin,
    proxy,
    close: async () => {
      await connection.close();
      await proxy.close();
    },
  };
}

export function sambaCells(): { readonly step: StepId; readonly fault: string }[] {
  return STEP_IDS.flatMap((step) => [
    ...FAULTS.filter((fault) => applies(step, fault)).map((fault) => ({ step, fault })),
    ...(Object.keys(ONLY_THERE) as OnlyThere[])
      .filter((fault) => (ONLY_THERE[fault] as readonly StepId[]).includes(step))
      .map((fault) => ({ step, fault })),
  ]);
}

export async function sambaCell(world: SambaWorld, step: StepId, fault: string): Promise<MatrixRow> {
  const [outcome, forward] = await struck(world, step, fault, 'forward');
  const [other, back] = await struck(world, step, fault, 'back');
  if (outcome !== other) throw new Error(`${fault} at ${step} ended once as "${outcome}" and once as "${other}"`);
  return { step, fault, outcome, forward, back };
}

let cells = 0;

async function struck(
  world: SambaWorld,
  step: StepId,
  fault: string,
  way: 'forward' | 'back',
): Promise<[outcome: string, ending: Ending]> {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-samba-cell-'));
  const source = new MemorySource();
  cells += 1;
  const unit = childDn('OU', `cell ${cells}`, BASE);
  await world.admin.add(unit, attributes({ objectClass: 'organizationalUnit' }));
  await world.admin.add(childDn('OU', 'elsewhere', unit), attributes({ objectClass: 'organizationalUnit' }));
  const user = await makeLookupUser(world.admin, { parent: unit });
  const before = await portrait(world.admin, unit, user);
  const settings = { ...SETTINGS, poolFqdn: SAMBA.poolFqdn, sipUri: user.uri };
  const contextOn = (primary: DirectoryPort): CutoverContext =>
    makeContext(folder, settings, { primary, others: new Map(), globalCatalogue: null }, source);
  try {
    const { outcome, meddled } = await strike(world, { step, fault, unit, user, contextOn });
    // A new process: nothing is left of the old one but the files and the directory.
    const connection = connectionTo(world.controller, world.controller.url);
    try {
      const context = contextOn(new LdapDirectory(connection));
      if (way === 'forward') {
        const plan = await makePlan(context);
        const { error } = await execute(context, plan, plan.hash);
        if (error !== null) throw error;
      } else {
        const plan = await makeRollbackPlan(context);
        const { error } = await rollback(context, plan, plan.hash);
        if (error !== null) throw error;
        if (source.closed) throw new Error('the source is still closed');
      }
    } finally {
      await connection.close();
    }
    return [outcome, endingOf(await portrait(world.admin, unit, user), before, meddled)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const BREAKS_OF_THE_WAY_BACK = [
  'cut before the server saw it',
  'cut before its answer',
  'frozen after it was done',
] as const satisfies readonly WriteFault[];

/**
 * A rollback whose `nth` write meets a fault, run again where it did not get through by itself.
 * @returns the ending, `null` where the rollback has fewer writes than that
 */
export async function struckOnTheWayBack(world: SambaWorld, nth: number, fault: WriteFault): Promise<Ending | null> {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-samba-cell-'));
  const source = new MemorySource();
  cells += 1;
  const unit = childDn('OU', `cell ${cells}`, BASE);
  await world.admin.add(unit, attributes({ objectClass: 'organizationalUnit' }));
  const user = await makeLookupUser(world.admin, { parent: unit });
  const before = await portrait(world.admin, unit, user);
  const settings = { ...SETTINGS, poolFqdn: SAMBA.poolFqdn, sipUri: user.uri };
  const contextOn = (primary: DirectoryPort): CutoverContext =>
    makeContext(folder, settings, { primary, others: new Map(), globalCatalogue: null }, source);
  const connection = connectionTo(world.controller, `ldaps://127.0.0.1:${world.proxy.port}`, IMPATIENT);
  const arms = new BeforeWrite(new LdapDirectory(connection));
  try {
    const there = contextOn(world.admin);
    const plan = await makePlan(there);
    const done = await execute(there, plan, plan.hash);
    if (done.error !== null) throw done.error;
    let writes = 0;
    let hasStruck = false;
    const count = async (): Promise<void> => {
      writes += 1;
      if (writes < nth) {
        arms.onWrite = count;
        return;
      }
      hasStruck = true;
      await breakIt(world, { step: 'remove-user', fault, unit, user, contextOn }, fault);
    };
    arms.onWrite = count;
    for (const port of [arms, world.admin]) {
      const context = contextOn(port);
      const way = await makeRollbackPlan(context);
      const { error } = await rollback(context, way, way.hash);
      if (error !== null && port === world.admin) throw error;
    }
    if (!hasStruck) return null;
    return source.closed ? 'NEITHER' : endingOf(await portrait(world.admin, unit, user), before, null);
  } finally {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Cell {
  readonly step: StepId;
  readonly fault: string;
  readonly unit: string;
  readonly user: LookupUser;
  readonly contextOn: (port: DirectoryPort) => CutoverContext;
}

/** @returns how the struck run ended, and what the world was like right after somebody else had meddled */
async function strike(world: SambaWorld, cell: Cell): Promise<{ outcome: string; meddled: Portrait | null }> {
  const { step, fault, unit, user, contextOn } = cell;
  class Killed extends Error {}
  const connection = connectionTo(world.controller, `ldaps://127.0.0.1:${world.proxy.port}`, IMPATIENT);
  const arms = new BeforeWrite(new LdapDirectory(connection));
  let meddled: Portrait | null = null;
  let hasStruck = false;
  let mend: () => Promise<void> = async () => {};
  const interrupts: CutoverContext['interrupts'] = async (point, subject) => {
    if (KILLS[fault as keyof typeof KILLS] === point && subject === step) throw new Killed();
    // With one controller `confirm` has no act: it is struck between the step before it and itself.
    const now =
      step === 'confirm'
        ? point === 'cutover:journaled' && subject === 'create-endpoint'
        : point === 'cutover:before-act' && subject === step;
    if (!now || hasStruck || fault in KILLS) return;
    if (fault in WRITE_FAULTS) {
      arms.onWrite = async () => {
        hasStruck = true;
        mend = await breakIt(world, cell, fault as WriteFault);
      };
      return;
    }
    hasStruck = true;
    if (fault === 'connection cut between its reads') {
      world.proxy.cut();
      world.proxy.mend();
      return;
    }
    await meddle(world, cell);
    meddled = await portrait(world.admin, unit, user);
  };
  try {
    const context = { ...contextOn(arms), interrupts };
    const plan = await makePlan(context);
    const { error } = await execute(context, plan, plan.hash);
    if (!hasStruck) throw new Error(`${fault} at ${step} never struck`);
    return { outcome: error === null ? 'goes on by itself' : `exit ${EXIT[error.exit].code}`, meddled };
  } catch (error) {
    if (error instanceof Killed) return { outcome: 'process gone', meddled };
    if (error instanceof OperatorError) return { outcome: `exit ${EXIT[error.exit].code}`, meddled };
    throw error;
  } finally {
    await mend();
    await connection.close();
  }
}

/** Strikes the write that is about to be sent. @returns what makes the world whole again. */
async function breakIt(world: SambaWorld, cell: Cell, fault: WriteFault): Promise<() => Promise<void>> {
  const { controller, proxy } = world;
  const nextBytes = (): boolean => true;
  switch (fault) {
    case 'cut before the server saw it':
      proxy.cutBefore(nextBytes);
      return async () => {};
    case 'cut before its answer':
      proxy.cutAfter(nextBytes);
      return async () => {};
    case 'frozen after it was done':
      proxy.muteAfter(nextBytes);
      return async () => {};
    case 'frozen before it was done':
      process.kill(controller.pid, 'SIGSTOP');
      return async () => {
        process.kill(controller.pid, 'SIGCONT');
      };
    case 'restarted during it':
      await controller.stop();
      return () => controller.start();
    case 'rights taken away':
      return denied(world, cell);
  }
}

/** Takes away the very right that the step needs. @returns what gives it back, byte for byte. */
async function denied(world: SambaWorld, { step, unit, user }: Cell): Promise<() => Promise<void>> {
  const { token } = await world.admin.describe();
  const places: [dn: string, mask: number][] =
    step === 'remove-user'
      ? [
          [user.dn, RIGHT.delete | RIGHT.deleteTree],
          [unit, RIGHT.deleteChild],
        ]
      : [[CONTACTS, RIGHT.createChild]];
  const saved: { guid: string; values: readonly Buffer[] }[] = [];
  for (const [dn, mask] of places) {
    const entry = await readByDn(world.admin, dn, ['nTSecurityDescriptor']);
    if (entry === null) throw new Error(`${dn} is gone`);
    saved.push({ guid: entry.guid, values: entry.attributes.get('nTSecurityDescriptor') ?? [] });
    const everything = token.map((sid) => ({ denies: false, mask: FULL_CONTROL, sid }));
    const descriptor = buildDescriptor(token[0] ?? '', [{ denies: true, mask, sid: 'S-1-1-0' }, ...everything]);
    await writeDescriptor(world.admin, entry.guid, [Buffer.from(descriptor)]);
  }
  return async () => {
    for (const { guid, values } of saved) await writeDescriptor(world.admin, guid, values);
  };
}

function writeDescriptor(port: DirectoryPort, guid: string, values: readonly Buffer[]): Promise<void> {
  return port.modify(guid, [{ operation: 'replace', attribute: 'nTSecurityDescriptor', values }]);
}

/** What somebody else does, on a connection of his own. */
async function meddle({ admin, controller }: SambaWorld, { fault, unit, user }: Cell): Promise<void> {
  const change = async (guid: string): Promise<void> => {
    const values = [Buffer.from('changed meanwhile')];
    await admin.modify(guid, [{ operation: 'replace', attribute: 'description', values }]);
  };
  if (fault === 'user changed by someone else') return change(user.guid);
  if (fault === 'user renamed') return renameTo(controller, user.dn, childDn('CN', 'Renamed', unit));
  if (fault === 'user moved') {
    const name = user.dn.slice(0, user.dn.length - unit.length - 1);
    return renameTo(controller, user.dn, `${name},${childDn('OU', 'elsewhere', unit)}`);
  }
  const [contact] = await admin.search({
    base: CONTACTS,
    scope: 'one',
    where: { equals: ['msRTCSIP-PrimaryUserAddress', user.uri] },
    attributes: ['cn'],
  });
  if (contact === undefined) throw new Error('there is no endpoint to meddle with');
  if (fault === 'endpoint changed by someone else') return change(contact.guid);
  throw new Error(`unknown fault ${fault}`);
}

async function renameTo(controller: DomainController, dn: string, newDn: string): Promise<void> {
  const client = new Client({ url: controller.url, tlsOptions: { ca: readFileSync(controller.caFile) } });
  try {
    await client.bind(controller.bindDn, controller.password);
    await client.modifyDN(dn, newDn);
  } finally {
    await client.unbind();
  }
}

/** Says when a write is about to be sent; everything goes through. */
class BeforeWrite implements DirectoryPort {
  readonly #inner: DirectoryPort;
  onWrite: (() => Promise<void>) | null = null;

  constructor(inner: DirectoryPort) {
    this.#inner = inner;
  }
  describe: DirectoryPort['describe'] = () => this.#inner.describe();
  search: DirectoryPort['search'] = (query) => this.#inner.search(query);
  add: DirectoryPort['add'] = async (...words) => this.#write(() => this.#inner.add(...words));
  modify: DirectoryPort['modify'] = async (...words) => this.#write(() => this.#inner.modify(...words));
  remove: DirectoryPort['remove'] = async (...words) => this.#write(() => this.#inner.remove(...words));
  restore: DirectoryPort['restore'] = async (...words) => this.#write(() => this.#inner.restore(...words));

  async #write(work: () => Promise<void>): Promise<void> {
    const strikes = this.onWrite;
    this.onWrite = null;
    await strikes?.();
    return work();
  }
}

function connectionTo(controller: DomainController, url: string, timing = {}): LdapConnection {
  const { bindDn, password, caFile } = controller;
  return new LdapConnection({ url, bindDn, password, caFile, timing });
}
