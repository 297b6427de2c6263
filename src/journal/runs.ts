/** One row per run of a verb that works on a migration: when, how it ended, what it needed. */
import type { ExitCode } from '#src/model/errors.ts';
import type { JournalPort } from './journal-port.ts';
import type { RunRecord } from './journal-tables.ts';
import { toJson } from './json.ts';

/** What `status` needs to tell a rate and a remainder, and the report a timeline. Never message text. */
export interface RunSummary {
  readonly unitsTotal: number;
  readonly rowsExpected: number;
  /** Rows that earlier runs had moved when this one began. */
  readonly rowsBefore: number;
  readonly phases: readonly PhaseTime[];
  /** Why it does not go as fast as it could; null when nothing holds it up. */
  readonly waiting: string | null;
  /** Null for a run that makes one pass. */
  readonly follow: FollowFacts | null;
}

/** How far a run that follows its source is. Times are milliseconds since 1970, UTC. */
export interface FollowFacts {
  readonly intervalSeconds: number;
  /** Complete ones. */
  readonly passes: number;
  /** When the last complete pass began: whatever the source held then is in the target. Null before the first. */
  readonly copiedUntil: number | null;
  /** Messages that came since, as the end of that pass found; an upper bound, because chatIds may have gaps. */
  readonly messagesBehind: number | null;
  /** Why the last pass failed, when it did. */
  readonly trouble: string | null;
}

export interface PhaseTime {
  readonly phase: string;
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly rows: number;
}

export const EMPTY_SUMMARY: RunSummary = {
  unitsTotal: 0,
  rowsExpected: 0,
  rowsBefore: 0,
  phases: [],
  waiting: null,
  follow: null,
};

export class Run {
  readonly #journal: JournalPort;
  #record: RunRecord;
  #summary: RunSummary = EMPTY_SUMMARY;

  private constructor(journal: JournalPort, record: RunRecord) {
    this.#journal = journal;
    this.#record = record;
  }

  static async begin(
    journal: JournalPort,
    start: Pick<RunRecord, 'migrationId' | 'runId' | 'verb'>,
    now: number,
  ): Promise<Run> {
    const record: RunRecord = {
      ...start,
      startedAt: BigInt(now),
      finishedAt: null,
      exitCode: null,
      peakRssBytes: null,
      summary: toJson(EMPTY_SUMMARY),
    };
    await journal.transaction((transaction) => transaction.insert('run', [record]));
    return new Run(journal, record);
  }

  async note(noted: Omit<RunSummary, 'follow'>): Promise<void> {
    await this.#tell({ ...noted, follow: this.#summary.follow });
  }

  /** What a run that follows its source has come to; stays until it is told anew. */
  async follow(follow: FollowFacts): Promise<void> {
    await this.#tell({ ...this.#summary, follow });
  }

  async #tell(summary: RunSummary): Promise<void> {
    this.#summary = summary;
    await this.#store({ ...this.#record, summary: toJson(summary), peakRssBytes: BigInt(peakRssBytes()) });
  }

  async finish(exitCode: ExitCode, now: number): Promise<void> {
    await this.#store({
      ...this.#record,
      finishedAt: BigInt(now),
      exitCode,
      peakRssBytes: BigInt(peakRssBytes()),
    });
  }

  async #store(record: RunRecord): Promise<void> {
    this.#record = record;
    await this.#journal.transaction((transaction) => transaction.update('run', record));
  }
}

/** The most memory that this process has had, bytes. */
export function peakRssBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
