/**
 * What a tier offers to the courses: fixtures, a yard (one empty tblChat, for those who copy nothing else), a target as its
 * installation leaves it (for gc2pc), and a way to let the server come to rest.
 */
import type { DatabaseAddress } from '#src/config/configuration.ts';
import type { Course } from './measure.ts';

export const TIERS = ['sqlite', 'tds'] as const;
export type TierName = (typeof TIERS)[number];

export interface DatasetSpec {
  /** Rooms and people, as `fixture create --size` makes them. */
  readonly structure: 'small' | 'reference';
  /** Messages in all. */
  readonly messages: number;
  /** Groups that every person belongs to beside those that the fixture makes. */
  readonly furtherGroups?: number;
}

/** A 2010 database, or where one will be. Once made, nobody writes to it. */
export interface Dataset extends DatasetSpec {
  readonly source: DatabaseAddress;
  readonly rooms: number;
}

export interface Peers {
  /** Copies of tblChat into the yard, by others than gc2pc; each course gives one name. */
  readonly copies: readonly Course[];
  /** Reads tblChat of the source and of the target, both, and nothing else. */
  readonly bareReads: Course;
}

export interface Tier {
  readonly name: TierName;
  /** Whether round trips can be made longer. */
  readonly remote: boolean;
  /** The server and the programs that stand beside it. */
  versions(): Promise<readonly string[]>;
  /** Touches nothing. */
  dataset(spec: DatasetSpec): Dataset;
  /** Fills it, unless this run has, or an earlier one has and kept it. */
  make(dataset: Dataset): Promise<void>;
  /** Adds a hundredth of its messages; made anew when it is asked for again. @returns messages that it holds now */
  grow(dataset: Dataset): Promise<number>;
  peers(dataset: Dataset, streams: readonly number[]): Peers;
  /** An empty installed target, and no journal. */
  freshTarget(dataset: Dataset): Promise<void>;
  targetAddress(): DatabaseAddress;
  journalDatabase(): string;
  /** Messages in the target. */
  targetMessages(): Promise<number>;
  /** For the product. @param via where a proxy listens on this machine, instead of the server itself */
  environment(dataset: Dataset, via?: number): Readonly<Record<string, string>>;
  /** Written pages on disk, so that nobody pays for what another one left. */
  settle(): Promise<void>;
  /** @param keep leaves the fixtures for the next run */
  close(keep: boolean): Promise<void>;
}
