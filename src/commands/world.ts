/** What verbs may open, without knowing which engine answers. `main.ts` builds it from the configuration. */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import type { TargetPort, TargetReader } from '#src/load/target-port.ts';
import type { Opened } from '#src/model/opened.ts';

export interface World {
  /** Read-only; throws `ConnectionFailed` and its kin. */
  source(): Promise<Opened<SourcePort>>;
  /** Read-only. */
  targetReader(): Promise<Opened<TargetReader>>;
  target(): Promise<Opened<TargetPort>>;
  /** Read-only: creates nothing. */
  journalReader(): Promise<Opened<JournalReader>>;
  journal(): Promise<Opened<JournalPort>>;
}
