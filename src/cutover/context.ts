/** Everything that gates and steps may use. Built by the verb, or by a test; no step knows an engine. */
import type { FoundCertificate } from '#src/certificate/shortcoming.ts';
import type { Finding, Severity } from '#src/model/finding.ts';
import type { Interrupts } from '#src/model/interrupts.ts';
import type { VerificationState } from '#src/model/states.ts';
import { type Attempt, latestAttempt } from './attempt.ts';
import type { Forest } from './directory-port.ts';
import type { EndpointDriver } from './endpoint-driver-port.ts';
import type { BackupPort, FencePort } from './fence-port.ts';
import type { CutoverJournal } from './journal-file.ts';

export interface CutoverSettings {
  readonly sipUri: string;
  readonly poolFqdn: string;
  readonly removal: 'delete' | 'disable';
  readonly onFailure: 'ask' | 'restore';
  readonly backup: 'msdb' | 'manual';
  readonly quietIntervalSeconds: number;
  readonly rehearsalMaxAgeDays: number;
  /** How long all domain controllers may take to agree. */
  readonly replicationSeconds: number;
  /** SHA-256 of the settings, as rehearsals record it. */
  readonly configurationHash: string;
  /** Of the rules that this gc2pc transforms by. */
  readonly ruleVersion: string;
  readonly targetServers: string;
}

export interface RehearsalEvidence {
  /** Certificates in the work directory, newest first. */
  readonly certificates: readonly FoundCertificate[];
  /** The target that is about to go into service, hashed as certificates hash it; null where none is configured. */
  readonly target: string | null;
  /** Messages that the migration has read; null where it is not known. */
  readonly messages: number | null;
}

export interface DeltaOutcome {
  readonly verified: boolean;
  readonly rowsWritten: number;
  readonly message: string;
}

/** What pre-flight says of one requirement of the deployment. */
export interface CheckEvidence {
  /** `D19` */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly endangers: 'data' | 'service' | 'support';
  readonly result: 'pass' | 'warn' | 'block' | 'unknown' | 'not-applicable';
  readonly looked: string;
  readonly hint: string;
  /** When, milliseconds since 1970, UTC. */
  readonly at: number;
}

export interface Evidence {
  verification(): Promise<VerificationState>;
  /** Looked at again where it was never looked at, too long ago, under another configuration, or found wrong. */
  deployment(): Promise<readonly CheckEvidence[]>;
  rehearsals(): Promise<RehearsalEvidence>;
}

export interface CutoverContext {
  readonly settings: CutoverSettings;
  readonly forest: Forest;
  readonly endpoint: EndpointDriver;
  /** Null where no source is configured. */
  readonly source: (FencePort & BackupPort) | null;
  readonly target: BackupPort | null;
  readonly evidence: Evidence;
  /** Loads what came since and verifies it, inside the fence. Null where there is nothing to load from. */
  readonly finalDelta: (() => Promise<DeltaOutcome>) | null;
  readonly journal: CutoverJournal;
  /** Before-images go here. */
  readonly folder: string;
  readonly acknowledged: ReadonlyMap<string, string>;
  readonly stop: AbortSignal;
  readonly interrupts: Interrupts;
  /** Tells a person what happens now. */
  readonly say: (text: string) => void;
  readonly findings: Finding[];
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

export function attemptOf(context: CutoverContext): Attempt {
  return latestAttempt(context.journal.lines);
}

export function record(
  context: CutoverContext,
  event: string,
  step: string | null,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  return context.journal.append(Math.max(1, attemptOf(context).number), event, step, detail);
}
