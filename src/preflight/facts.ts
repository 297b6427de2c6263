/**
 * Everything that checks may look at. Each fact is read once, when the first check asks for it, and never twice; where
 * a server is not configured or not there, the fact says so.
 */
import type { Forest } from '#src/cutover/directory-port.ts';
import type { Activity } from '#src/cutover/fence-port.ts';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type { MigrationPlan } from '#src/model/plan.ts';
import type { UsersOfTarget } from '#src/model/users-of-target.ts';
import type { FileStoreContents, FileStorePort } from './file-store-port.ts';
import type { MessageSample } from './message-sample.ts';
import type { NetworkPort } from './network-port.ts';
import type { Reading } from './reading.ts';
import type { SqlFactsPort } from './sql-facts-port.ts';
import type { Topology } from './topology.ts';

export interface PreflightSettings {
  readonly sipUri: string | null;
  readonly poolFqdn: string | null;
  /** Who runs the tool, as the directory knows it (DN, UPN or DOMAIN\user). */
  readonly operator: string | null;
  /** UNC or local path of the Persistent Chat file store; null where the topology does not tell and none is set. */
  readonly fileStore: string | null;
  /** Where that store is mounted on this host; null = nowhere, or under its own name. */
  readonly fileStoreMount: string | null;
  /** Milliseconds since 1970, UTC: certificates must be valid over the whole of it. */
  readonly window: { readonly from: number; readonly to: number } | null;
  /** Answers to the planning questions, by question id. */
  readonly answers: ReadonlyMap<string, string>;
}

/** What the migrated data takes in the files of the target, without its log. */
export interface SpaceNeeded {
  readonly likelyBytes: bigint;
  readonly mostBytes: bigint;
  /** What it was reckoned from, in words. */
  readonly from: string;
}

export interface Facts {
  readonly settings: PreflightSettings;
  readonly network: NetworkPort;
  readonly fileStore: FileStorePort;
  now(): number;
  sql(side: 'source' | 'target' | 'compliance'): Promise<Reading<SqlFactsPort>>;
  legacy(): Promise<Reading<LegacyInventory>>;
  /** Of the source; cheaper to have than all of `legacy`. */
  principals(): Promise<Reading<LegacyInventory['principals']>>;
  current(): Promise<Reading<TargetInventory>>;
  /** Of the target; far cheaper to have than all of `current`. */
  usersOfTarget(): Promise<Reading<UsersOfTarget>>;
  plan(): Promise<Reading<MigrationPlan>>;
  space(): Promise<Reading<SpaceNeeded>>;
  /** What messages show: a sample, or all of them where that was asked for. */
  messages(): Promise<Reading<MessageSample>>;
  /** The file repository of the 2010 web service. */
  repository(): Promise<Reading<FileStoreContents>>;
  forest(): Promise<Reading<Forest>>;
  topology(): Promise<Reading<Topology>>;
  /** What moves in a database while a server uses it. */
  activity(side: 'source' | 'target'): Promise<Reading<Activity>>;
}
