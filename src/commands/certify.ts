/**
 * The certificate that `verify` leaves when a whole migration is in the target and no difference was found. It says what
 * these databases prove; whether that is a rehearsal of another migration is for the gate to judge.
 */
import { hostname } from 'node:os';
import {
  CERTIFICATE_FORM,
  type Certificate,
  type CertificateContent,
  type CertificatePhase,
  hashOf,
  ratesOf,
  sealed,
} from '#src/certificate/certificate.ts';
import { writeCertificate } from '#src/certificate/certificate-files.ts';
import { writing } from '#src/config/work-dir.ts';
import type { JournalReader } from '#src/journal/journal-port.ts';
import type { RunRecord } from '#src/journal/journal-tables.ts';
import { readRecord } from '#src/journal/migration.ts';
import { summaryOf } from '#src/journal/status.ts';
import { readBooks } from '#src/load/books.ts';
import { identityKey } from '#src/model/identity.ts';
import type { PhaseLine } from '#src/report/report-data.ts';
import type { VerificationResult } from '#src/verify/request.ts';
import { notRehearsedByVerify } from './not-rehearsed.ts';
import type { PreparedPlan } from './prepare-plan.ts';
import { rehearsedSettings } from './rehearsal-evidence.ts';
import { withResources } from './resources.ts';
import type { VerbContext } from './verb.ts';
import { VERSION } from './version.ts';

export interface WrittenCertificate {
  /** Absolute. */
  readonly file: string;
  readonly certificate: Certificate;
}

/** What `verify` knows beside the journal. */
export interface Proof {
  readonly prepared: PreparedPlan;
  readonly journal: JournalReader;
  readonly migrationId: string;
  readonly result: VerificationResult;
  /** Phases of this run. */
  readonly phases: readonly PhaseLine[];
  readonly sizes: Promise<DatabaseSizes>;
}

/** Bytes of the data files; null where the login may not ask. */
export interface DatabaseSizes {
  readonly source: number | null;
  readonly target: number | null;
}

/** To be asked for beside the comparison: a server takes its time over such questions. Never throws. */
export async function databaseSizes(context: VerbContext): Promise<DatabaseSizes> {
  const [source, target] = await Promise.all([sizeOf(context, 'source'), sizeOf(context, 'target')]);
  return { source, target };
}

/**
 * Null where there is nothing to certify: a difference, or a load that has not come to its end.
 * @throws WorkDirUnusable
 */
export async function certify(context: VerbContext, proof: Proof): Promise<WrittenCertificate | null> {
  const record = await readRecord(proof.journal, proof.migrationId);
  if (proof.result.verdict !== 'verified' || record?.state !== 'loaded') return null;
  return store(context.configuration.workDir, await contentOf(context, proof));
}

/** @throws WorkDirUnusable */
export function store(workDir: string, content: CertificateContent): WrittenCertificate {
  const certificate = sealed(content);
  return { certificate, file: writing(workDir, () => writeCertificate(workDir, certificate)) };
}

async function contentOf(context: VerbContext, proof: Proof): Promise<CertificateContent> {
  const { configuration } = context;
  const { prepared, journal, migrationId, result } = proof;
  const { source, target } = prepared.facts;
  const runs = await journal.rows('run', { migrationId });
  const sizes = await proof.sizes;
  const phases = [prepareTime(proof.phases), ...loadTimes(runs), verifyTime(result)];
  const { concurrency, batchRows, batchBytes } = configuration.load;
  return {
    form: CERTIFICATE_FORM,
    version: VERSION,
    ruleVersion: prepared.plan.ruleVersion,
    configurationHash: rehearsedSettings(configuration),
    rehearsedOn: 'databases',
    runId: context.runId,
    finishedAt: new Date(context.now()).toISOString(),
    verdict: result.verdict,
    addresses: {
      source: hashOf(identityKey(source)),
      target: hashOf(identityKey(target)),
      targetServer: serverHash(target),
      sourcePool: source.poolId === null ? null : hashOf(source.poolId),
    },
    engines: { source: source.engine, target: target.engine },
    sizes: {
      counts: (await readBooks(prepared.plan, journal, migrationId)).counts,
      sourceBytes: sizes.source,
      targetBytes: sizes.target,
    },
    load: { concurrency, batchRows, batchBytes },
    phases,
    rates: ratesOf(phases),
    notRehearsed: notRehearsedByVerify(target.engine),
  };
}

/** For a file the server is this computer. */
export function serverHash({ engine, server }: PreparedPlan['facts']['target']): string {
  return hashOf([engine, engine === 'sqlite' ? hostname() : server.toLowerCase()]);
}

/** Reading both inventories and planning. */
function prepareTime(lines: readonly PhaseLine[]): CertificatePhase {
  const preparing = lines.filter(({ phase }) => ['read source', 'read target', 'plan'].includes(phase));
  return {
    phase: 'prepare',
    seconds: seconds(preparing.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    rows: 0,
  };
}

/** Phases of every load that is on record, added up: a load that was stopped and went on is one load. */
export function loadTimes(runs: readonly RunRecord[]): CertificatePhase[] {
  const times = new Map<string, { ms: number; rows: number }>();
  for (const run of runs) {
    if (run.verb !== 'migrate') continue;
    for (const { phase, startedAt, finishedAt, rows } of summaryOf(run).phases) {
      // A phase that was cut off stated no rows; its time would make the rate look worse than it was.
      if (finishedAt === null || phase === 'prepare') continue;
      const { ms, rows: before } = times.get(phase) ?? { ms: 0, rows: 0 };
      times.set(phase, { ms: ms + finishedAt - startedAt, rows: before + rows });
    }
  }
  return [...times].map(([phase, { ms, rows }]) => ({ phase, seconds: seconds(ms), rows }));
}

function verifyTime({ durationMs, rowsRead }: VerificationResult): CertificatePhase {
  return { phase: 'verify', seconds: seconds(durationMs), rows: rowsRead };
}

async function sizeOf(context: VerbContext, side: 'source' | 'target'): Promise<number | null> {
  try {
    return await withResources(async (resources) => {
      const { dataBytes } = await (await resources.open(context.world.sqlFacts(side))).database();
      return dataBytes === null ? null : Number(dataBytes);
    });
  } catch {
    return null;
  }
}

function seconds(ms: number): number {
  return Math.max(0, ms) / 1_000;
}
