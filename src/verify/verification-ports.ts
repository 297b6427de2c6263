/** What verification reads from. */
import type { SourcePort } from '#src/extract/source-port.ts';
import type { TargetReader } from '#src/load/target-port.ts';

export interface VerificationPorts {
  /** As extract gave it: tolerant of what the database lacks. */
  readonly source: SourcePort;
  readonly reader: TargetReader;
}
