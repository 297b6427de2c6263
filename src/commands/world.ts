/** What verbs may open, without knowing which engine answers. `build-world.ts` builds it from the configuration. */
import type { FixtureStore } from '#fixtures/fixture-store-port.ts';
import type { Forest } from '#src/cutover/directory-port.ts';
import type { EndpointDriver } from '#src/cutover/endpoint-driver-port.ts';
import type { BackupPort, FencePort } from '#src/cutover/fence-port.ts';
import type { DescriptionPort } from '#src/describe/description-port.ts';
import type { DoctorPort } from '#src/doctor/doctor-port.ts';
import type { SourcePort } from '#src/extract/source-port.ts';
import type { JournalPort, JournalReader } from '#src/journal/journal-port.ts';
import type { LoadProbe } from '#src/load/pace/load-probe-port.ts';
import type { BesideAnswer, SourceBeside } from '#src/load/server-path/server-path-port.ts';
import type { TargetPort, TargetReader } from '#src/load/target-port.ts';
import type { Interrupts } from '#src/model/interrupts.ts';
import type { MarksPort } from '#src/model/marks-port.ts';
import type { Opened } from '#src/model/opened.ts';
import type { FileStorePort } from '#src/preflight/file-store-port.ts';
import type { NetworkPort } from '#src/preflight/network-port.ts';
import type { SqlFactsPort } from '#src/preflight/sql-facts-port.ts';
import type { SampleQueriesPort } from '#src/verify/sample-queries-port.ts';
import type { StageProcess } from './stage-process-port.ts';

export interface World {
  /** Read-only; throws `ConnectionFailed` and its kin. */
  source(): Promise<Opened<SourcePort>>;
  /** Read-only. */
  targetReader(): Promise<Opened<TargetReader>>;
  /** Read-only: asks the source how busy it is. */
  loadProbe(): Promise<Opened<LoadProbe>>;
  /** Read-only: what verification asks the target's own collation and functions. */
  sampleQueries(): Promise<Opened<SampleQueriesPort>>;
  /** Read-only: fingerprints of one database's rows. */
  marks(side: 'source' | 'target'): Promise<Opened<MarksPort>>;
  /** Read-only: the catalogue of one database, whole. */
  description(side: 'source' | 'target'): Promise<Opened<DescriptionPort>>;
  /** Read-only: who can examine each configured server, by its name. */
  doctors(): Promise<ReadonlyMap<string, DoctorPort>>;
  /** Read-only: whether messages can be copied inside one server, found out by asking it. */
  beside(): Promise<BesideAnswer>;
  /** @param beside where the target's session sees the source, for copies inside the server */
  target(beside?: SourceBeside | null): Promise<Opened<TargetPort>>;
  /** Read-only: creates nothing. */
  journalReader(): Promise<Opened<JournalReader>>;
  journal(): Promise<Opened<JournalPort>>;
  /** For fixture databases alone; makes the database where it is missing. */
  fixtureStore(side: 'source' | 'target'): Promise<Opened<FixtureStore>>;
  /** The forest: one domain controller to work on, the others to agree with it. */
  directory(): Promise<Opened<Forest>>;
  /** A database as a whole: silence, fence, backup. Opening it changes nothing. */
  fence(side: 'source' | 'target'): Promise<Opened<FencePort & BackupPort>>;
  /** Read-only: what a database server says of itself. */
  sqlFacts(side: 'source' | 'target' | 'compliance'): Promise<Opened<SqlFactsPort>>;
  network(): NetworkPort;
  fileStore(): FileStorePort;
  /** Makes the legacy endpoint with Microsoft's cmdlet. */
  powershellEndpoint(): EndpointDriver;
  /** Does the stages of a rehearsal, each in a process of its own. */
  stages(): StageProcess;
  /** `uninterrupted`, but for test processes. */
  readonly interrupts: Interrupts;
}
