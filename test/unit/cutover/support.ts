/** A cut-over in a folder of its own: stand-in directory, a source in memory, and no clock that anyone waits for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StandInOptions, writeStandIn } from '#fixtures/directory/stand-in-state.ts';
import {
  CERTIFICATE_FORM,
  type Certificate,
  type CertificateContent,
  isIntact,
  sealed,
} from '#src/certificate/certificate.ts';
import type { CutoverContext, CutoverSettings, RehearsalEvidence } from '#src/cutover/context.ts';
import type { DirectoryPort, Forest } from '#src/cutover/directory-port.ts';
import type { EndpointDriver } from '#src/cutover/endpoint-driver-port.ts';
import { LdapEndpointDriver } from '#src/cutover/endpoint-ldap.ts';
import { execute, type Outcome } from '#src/cutover/execute.ts';
import type { Activity, BackupPort, FenceMark, FencePort } from '#src/cutover/fence-port.ts';
import { CutoverJournal } from '#src/cutover/journal-file.ts';
import { makePlan } from '#src/cutover/plan.ts';
import { makeRollbackPlan, rollback } from '#src/cutover/rollback.ts';
import { StandInDirectory } from '#src/engines/standin/stand-in-directory.ts';
import { readState, type StandInState } from '#src/engines/standin/state.ts';
import { uninterrupted } from '#src/model/interrupts.ts';

export const SIP_URI = 'sip:ocschat@contoso.com';
export const POOL = 'pcpool.contoso.com';

export class MemorySource implements FencePort, BackupPort {
  readonly means = 'a fence in memory';
  readonly prevents = true;
  closed = false;
  counters: Record<string, string> = { revision: '7' };
  sessions: string[] = [];
  backup: number | null = Date.parse('2026-01-02T00:00:00Z');
  lastPing: number | null = Date.parse('2026-01-01T00:00:00Z');

  async raise(): Promise<FenceMark> {
    const mark = { wasClosedBefore: this.closed, counters: { ...this.counters } };
    this.closed = true;
    return mark;
  }
  async isUp(): Promise<boolean> {
    return this.closed;
  }
  async lift(mark: FenceMark): Promise<void> {
    this.closed = mark.wasClosedBefore;
  }
  async activity(): Promise<Activity> {
    return { sessions: this.sessions, counters: { ...this.counters }, lastPing: this.lastPing };
  }
  async lastBackup(): Promise<number | null> {
    return this.backup;
  }
}

/** One certificate that holds good for these settings, but for what is changed after or before it is sealed. */
export function rehearsals(
  settings: CutoverSettings,
  changes: Partial<CertificateContent> = {},
  edits: Partial<Certificate> = {},
): RehearsalEvidence {
  const content: CertificateContent = {
    form: CERTIFICATE_FORM,
    version: '0.0.0',
    ruleVersion: settings.ruleVersion,
    configurationHash: settings.configurationHash,
    rehearsedOn: 'databases',
    runId: 'run',
    finishedAt: new Date(Date.now() - 1_000).toISOString(),
    verdict: 'verified',
    addresses: { source: 'a', target: 'b', targetServer: 'c', sourcePool: null },
    engines: { source: 'sqlserver', target: 'sqlserver' },
    sizes: {
      counts: { messages: { read: 1_000, written: 1_000, skipped: 0, rejected: 0 } },
      sourceBytes: null,
      targetBytes: null,
    },
    load: { concurrency: 4, batchRows: 10_000, batchBytes: 8_388_608 },
    phases: [],
    rates: {},
    notRehearsed: ['the way back'],
    ...changes,
  };
  const certificate = { ...sealed(content), ...edits };
  return {
    certificates: [{ file: 'run.json', certificate, intact: isIntact(certificate) }],
    target: 'the real target',
    messages: 1_000,
  };
}

export interface Lab {
  readonly folder: string;
  readonly stateFile: string;
  readonly source: MemorySource;
  readonly settings: CutoverSettings;
  /** A new process, as it were: nothing but the files and the world is shared with the one before. */
  context(changes?: Partial<CutoverContext> & { readonly port?: DirectoryPort }): CutoverContext;
  state(): StandInState;
  dispose(): void;
}

export const SETTINGS: CutoverSettings = {
  sipUri: SIP_URI,
  poolFqdn: POOL,
  removal: 'delete',
  onFailure: 'ask',
  backup: 'msdb',
  quietIntervalSeconds: 0,
  rehearsalMaxAgeDays: 7,
  replicationSeconds: 2,
  configurationHash: 'c0ffee',
  ruleVersion: '1',
  targetServers: 'pcpool.contoso.com',
};

export function makeLab(options: Partial<StandInOptions> = {}, settings: Partial<CutoverSettings> = {}): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-cutover-'));
  const stateFile = join(folder, 'directory.json');
  writeStandIn(stateFile, { sipUri: SIP_URI, poolFqdn: POOL, ...options });
  const source = new MemorySource();
  const whole = { ...SETTINGS, ...settings };
  return {
    folder,
    stateFile,
    source,
    settings: whole,
    context: ({ port, ...changes } = {}) => {
      const primary = port ?? new StandInDirectory(stateFile);
      return makeContext(
        join(folder, 'cutover'),
        whole,
        { primary, others: new Map(), globalCatalogue: null },
        source,
        changes,
      );
    },
    state: () => readState(stateFile),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function makeContext(
  folder: string,
  settings: CutoverSettings,
  forest: Forest,
  source: MemorySource | null,
  changes: Partial<CutoverContext> = {},
): CutoverContext {
  const endpoint: EndpointDriver = new LdapEndpointDriver(forest.primary);
  return {
    settings,
    forest,
    endpoint,
    source,
    target: source,
    evidence: {
      verification: async () => 'verified',
      deployment: async () => [],
      rehearsals: async () => rehearsals(settings),
    },
    finalDelta: async () => ({ verified: true, rowsWritten: 0, message: 'nothing had come since' }),
    journal: new CutoverJournal(folder, 'test', () => Date.now()),
    folder,
    acknowledged: new Map(),
    stop: new AbortController().signal,
    interrupts: uninterrupted,
    say: () => {},
    findings: [],
    now: () => Date.now(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 20))),
    ...changes,
  };
}

/** Plans and carries out, as `cutover --dry-run` and `cutover --approve` do one after the other. */
export async function cutOver(context: CutoverContext): Promise<Outcome & { readonly hash: string }> {
  const plan = await makePlan(context);
  return { ...(await execute(context, plan, plan.hash)), hash: plan.hash };
}

export async function goBackFrom(context: CutoverContext): Promise<Outcome> {
  const plan = await makeRollbackPlan(context);
  return rollback(context, plan, plan.hash);
}

/** Attributes that no restoration can bring back, and that every report must name: the password's date, the new times. */
export const RESTLESS = new Set([
  'pwdLastSet',
  'whenChanged',
  'uSNChanged',
  'uSNCreated',
  'whenCreated',
  'lastKnownParent',
  'objectGUID',
]);

/** All living objects but their restless attributes; the same text for the same directory. */
export function picture(state: StandInState): Record<string, Record<string, string>> {
  const objects: Record<string, Record<string, string>> = {};
  for (const [guid, object] of Object.entries(state.objects)) {
    if (object.deleted) continue;
    const attributes: Record<string, string> = { guid };
    for (const [name, list] of Object.entries(object.attributes)) {
      if (!RESTLESS.has(name))
        attributes[name] = JSON.stringify([...list].map((value) => JSON.stringify(value)).sort());
    }
    objects[object.dn] = attributes;
  }
  return objects;
}
