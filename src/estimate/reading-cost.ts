/**
 * What reading costs, learnt from rounds of reads: so much per query and so much per row, at the concurrency of the
 * rounds, and how far single rounds lie from that. Pure.
 */
import { exactly, type Range, spreadOf, times } from './range.ts';

/** Reads that went on side by side, and how long it took until the last of them had come. */
export interface Round {
  readonly queries: number;
  readonly rows: number;
  readonly ms: number;
}

export interface ReadingCost {
  readonly msPerQuery: number;
  readonly msPerRow: number;
  /** Time of a round, divided by what the two costs foretell for it: how unevenly the server answers. */
  readonly spread: Range;
}

/** Null where nothing was read. Costs are never negative. */
export function readingCost(rounds: readonly Round[]): ReadingCost | null {
  const timed = rounds.filter(({ ms, queries }) => ms > 0 && queries > 0);
  const fitted = leastSquares(timed);
  if (fitted === null) return null;
  const ratios = timed.map(({ queries, rows, ms }) => ms / (fitted.msPerQuery * queries + fitted.msPerRow * rows));
  return { ...fitted, spread: spreadOf(ratios.filter(Number.isFinite)) ?? exactly(1) };
}

/** Seconds for so many queries that bring so many rows. */
export function readingSeconds(cost: ReadingCost, work: { readonly queries: number; readonly rows: number }): Range {
  return times(cost.spread, (cost.msPerQuery * work.queries + cost.msPerRow * work.rows) / 1_000);
}

/**
 * Least squares of the relative errors: the sum of (1 - (q·queries + r·rows)/ms)² is made smallest, with neither cost below
 * zero. Relative, so that a few slow rounds do not outweigh many quick ones.
 */
function leastSquares(rounds: readonly Round[]): Pick<ReadingCost, 'msPerQuery' | 'msPerRow'> | null {
  if (rounds.length === 0) return null;
  let [qq, rr, qr, q, r] = [0, 0, 0, 0, 0];
  for (const { queries, rows, ms } of rounds) {
    const [x, y] = [queries / ms, rows / ms];
    qq += x * x;
    rr += y * y;
    qr += x * y;
    q += x;
    r += y;
  }
  const determinant = qq * rr - qr * qr;
  // Rounds that are all alike cannot tell the two apart: everything is put down to the rows.
  if (determinant > 1e-9 * qq * rr) {
    const msPerQuery = (q * rr - r * qr) / determinant;
    const msPerRow = (r * qq - q * qr) / determinant;
    if (msPerQuery >= 0 && msPerRow >= 0) return { msPerQuery, msPerRow };
  }
  const onlyRows = rr > 0 ? { msPerQuery: 0, msPerRow: r / rr } : null;
  const onlyQueries = { msPerQuery: q / qq, msPerRow: 0 };
  if (onlyRows === null) return onlyQueries;
  return errorOf(rounds, onlyRows) <= errorOf(rounds, onlyQueries) ? onlyRows : onlyQueries;
}

function errorOf(rounds: readonly Round[], cost: Pick<ReadingCost, 'msPerQuery' | 'msPerRow'>): number {
  return rounds.reduce((sum, { queries, rows, ms }) => {
    return sum + (1 - (cost.msPerQuery * queries + cost.msPerRow * rows) / ms) ** 2;
  }, 0);
}
