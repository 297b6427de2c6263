/** Puts small rooms that are neighbours on both sides together, to be read in one go; everything else stays by itself. */
import type { ChannelRun } from '#src/model/database-reader.ts';
import type { ChatRange } from './room-sides.ts';

/** A room with more ids than this is worth statements of its own. */
export const SMALL_ROOM = 4_000;
/** Messages that a bundle holds on each side at most, counted by ids: as many as a reader asks for at a time. */
export const BUNDLE_MESSAGES = 20_000;
/** Messages that may lie between two neighbours on both sides together: reading more takes longer than another statement. */
const STRAY_MESSAGES = 500;

export interface Bundled extends ChatRange {
  readonly numbers: { readonly source: number; readonly target: number } | null;
  /** Upper bound of the messages of the whole room on either side. */
  readonly ids: number;
}

export interface Bundle<S> {
  readonly stretches: readonly S[];
  /** Null for a stretch by itself. */
  readonly runs: { readonly source: ChannelRun; readonly target: ChannelRun } | null;
}

/** Upper bound of what would be read for nothing between two neighbours of a bundle. */
export interface Between {
  source(from: number, to: number): number;
  target(from: number, to: number): number;
}

export async function* bundles<S extends Bundled>(
  stretches: AsyncIterable<S>,
  between: Between,
): AsyncIterable<Bundle<S>> {
  let bundle: S[] = [];
  let ids = 0;
  for await (const stretch of stretches) {
    const last = bundle.at(-1);
    if (last !== undefined && (ids + stretch.ids > BUNDLE_MESSAGES || !follows(last, stretch, between))) {
      yield bundleOf(bundle);
      bundle = [];
      ids = 0;
    }
    bundle.push(stretch);
    ids += stretch.ids;
  }
  if (bundle.length > 0) yield bundleOf(bundle);
}

function follows(last: Bundled, next: Bundled, between: Between): boolean {
  if (!isSmall(last) || !isSmall(next) || last.numbers === null || next.numbers === null) return false;
  const stray =
    between.source(last.numbers.source, next.numbers.source) + between.target(last.numbers.target, next.numbers.target);
  return stray <= STRAY_MESSAGES;
}

function isSmall({ after, upTo, ids }: Bundled): boolean {
  return after === null && upTo === null && ids <= SMALL_ROOM;
}

function bundleOf<S extends Bundled>(stretches: readonly S[]): Bundle<S> {
  const [first, last] = [stretches[0]?.numbers ?? null, stretches.at(-1)?.numbers ?? null];
  if (stretches.length < 2 || first === null || last === null) return { stretches, runs: null };
  return {
    stretches,
    runs: {
      source: { first: first.source, last: last.source, after: null },
      target: { first: first.target, last: last.target, after: null },
    },
  };
}
