/**
 * How long a whole migration takes, phase by phase, from what was sampled and measured. Pure: samples in, ranges out. A
 * range comes from the spread of samples; where there are none it is an assumption, and says so.
 */
import { exactly, plus, type Range, ranged, spreadOf, times } from './range.ts';
import { type ReadingCost, type Round, readingCost, readingSeconds } from './reading-cost.ts';

/** `measured`: by earlier runs against this target's server, or by this run; `sampled`: just now; `assumed`: neither. */
export type Basis = 'measured' | 'sampled' | 'assumed';

export interface PhaseEstimate {
  readonly phase: EstimatedPhase;
  readonly seconds: Range;
  readonly basis: Basis;
  /** Where the figure comes from, in words. */
  readonly from: string;
}

export const ESTIMATED_PHASES = [
  'prepare',
  'structure',
  'messages',
  'counters',
  'verify',
  'finalDelta',
  'cutover',
] as const;
export type EstimatedPhase = (typeof ESTIMATED_PHASES)[number];

/** Rows per second of earlier runs, a sample for each run. */
export type MeasuredRates = Readonly<
  Partial<Record<'structure' | 'messages' | 'counters' | 'verify', readonly number[]>>
>;

export interface EstimateFacts {
  readonly rounds: readonly Round[];
  /** Marks of ranges, one after the other. */
  readonly markRounds: readonly Round[];
  /** Messages to read, and rooms that hold them. */
  readonly messages: number;
  readonly rooms: number;
  /** Messages of a page, as they were sampled. */
  readonly pageRows: number;
  /** Rows and tables of either phase. */
  readonly structure: { readonly rows: number; readonly tables: number };
  readonly counters: { readonly rows: number; readonly tables: number };
  /** Reading both inventories and planning, as it has just been done. */
  readonly prepareSeconds: number;
  readonly measured: MeasuredRates;
  /** What the load is held back to; null = nothing. */
  readonly maxRowsPerSecond: number | null;
  readonly quietIntervalSeconds: number;
  /** The longest that domain controllers are given to agree. */
  readonly agreementSeconds: number;
}

/** Not measured: writing goes on while the next page is read, so that it is at best as quick as reading. */
export const ASSUMED_WRITING: Range = { low: 1, likely: 3, high: 10 };
/** Not measured: the round trips that a table takes whatever its size, seconds. */
const ASSUMED_TABLE_SECONDS: Range = { low: 0.02, likely: 0.1, high: 1 };
/** A load reads neighbouring small rooms in one go, about so many of them; a verification reads each by itself. */
const ROOMS_PER_WALK = 100;
/** Where no message could be sampled, milliseconds. */
const ASSUMED_ROW_MS = 0.05;
/** Both sides are read: side by side at best, one after the other at worst, and compared. */
const BOTH_SIDES: Range = { low: 1, likely: 2, high: 3 };

export function estimatePhases(facts: EstimateFacts): PhaseEstimate[] {
  const cost = readingCost(facts.rounds);
  const prepare: PhaseEstimate = {
    phase: 'prepare',
    seconds: exactly(facts.prepareSeconds),
    basis: 'measured',
    from: 'this run, once',
  };
  const verify = verifyPhase(facts, cost);
  return [
    prepare,
    tablePhase('structure', facts, cost),
    messagePhase(facts, cost),
    tablePhase('counters', facts, cost),
    verify,
    finalDelta(facts, prepare, verify),
    cutoverWaits(facts),
  ];
}

export function totalSeconds(phases: readonly PhaseEstimate[]): Range {
  return plus(...phases.map(({ seconds }) => seconds));
}

/**
 * True: even the longest fits. False: not even the likely one does. Null: it depends, or no window is configured.
 * @param hours of the window
 */
export function fitsWindow(total: Range, hours: number | null): boolean | null {
  if (hours === null) return null;
  const seconds = hours * 3_600;
  if (total.high <= seconds) return true;
  return total.likely > seconds ? false : null;
}

function messagePhase(facts: EstimateFacts, cost: ReadingCost | null): PhaseEstimate {
  const { messages, measured } = facts;
  if (messages === 0) return { phase: 'messages', seconds: exactly(0), basis: 'sampled', from: 'there are none' };
  const known = fromRates(messages, measured.messages, cost);
  if (known !== null) return { phase: 'messages', ...heldBack(known, facts) };
  const assumed = {
    seconds: times(readingOf(facts, cost, facts.rooms / ROOMS_PER_WALK), ASSUMED_WRITING),
    basis: 'assumed' as const,
    from: `reading ${cost === null ? 'assumed' : 'sampled'}; writing not measured: taken as 1 to 10 times as long`,
  };
  return { phase: 'messages', ...heldBack(assumed, facts) };
}

/** Never quicker than the load is allowed to be. */
function heldBack(
  estimated: Omit<PhaseEstimate, 'phase'>,
  { messages, maxRowsPerSecond }: EstimateFacts,
): Omit<PhaseEstimate, 'phase'> {
  const least = maxRowsPerSecond === null ? 0 : messages / maxRowsPerSecond;
  if (estimated.seconds.low >= least) return estimated;
  const seconds = ranged((edge) => Math.max(least, estimated.seconds[edge]));
  return { ...estimated, seconds, from: `${estimated.from}; held back by load.maxRowsPerSecond` };
}

function tablePhase(phase: 'structure' | 'counters', facts: EstimateFacts, cost: ReadingCost | null): PhaseEstimate {
  const { rows, tables } = facts[phase];
  const known = fromRates(rows, facts.measured[phase], cost);
  if (known !== null) return { phase, ...known };
  const perRow = times(ASSUMED_WRITING, rowMs(cost) / 1_000);
  return {
    phase,
    seconds: plus(times(perRow, rows), times(ASSUMED_TABLE_SECONDS, tables)),
    basis: 'assumed',
    from: 'not measured',
  };
}

function verifyPhase(facts: EstimateFacts, cost: ReadingCost | null): PhaseEstimate {
  const rows = 2 * (facts.messages + facts.structure.rows + facts.counters.rows);
  const known = fromRates(rows, facts.measured.verify, cost);
  if (known !== null) return { phase: 'verify', ...known };
  const tables = ((facts.structure.rows + facts.counters.rows) * rowMs(cost)) / 1_000;
  return {
    phase: 'verify',
    seconds: times(plus(readingOf(facts, cost, facts.rooms), exactly(tables)), BOTH_SIDES),
    basis: cost === null ? 'assumed' : 'sampled',
    from: 'reading of the source; the target is taken to answer alike',
  };
}

/** Behind the fence the delta takes the marks of the source, and the verification those of both sides. */
const MARK_PASSES: Range = { low: 2, likely: 3, high: 4 };

/** What is new since is loaded and compared, behind the fence: at best nothing is, at worst everything is read again. */
function finalDelta(facts: EstimateFacts, prepare: PhaseEstimate, verify: PhaseEstimate): PhaseEstimate {
  const cost = readingCost(facts.markRounds);
  const marks =
    cost === null
      ? exactly(0)
      : times(readingSeconds(cost, { queries: facts.rooms, rows: facts.messages }), MARK_PASSES);
  const plans = times(prepare.seconds, 2);
  return {
    phase: 'finalDelta',
    seconds: ranged((edge) => plans[edge] + marks[edge] + (edge === 'high' ? verify.seconds.high : 0)),
    basis: cost === null ? 'assumed' : 'sampled',
    from: 'two plans and the marks of both sides where little has changed; a whole verification where all has',
  };
}

/** The gate waits once for the plan that is read and once for the one that is carried out. */
function cutoverWaits({ quietIntervalSeconds: quiet, agreementSeconds }: EstimateFacts): PhaseEstimate {
  return {
    phase: 'cutover',
    seconds: { low: quiet, likely: 2 * quiet, high: 2 * quiet + agreementSeconds },
    basis: 'assumed',
    from: `fixed waits: ${quiet} s of silence, looked at twice; up to ${agreementSeconds} s until controllers agree`,
  };
}

/** A single run has no spread of its own: then that of the reads of just now is put on it. */
function fromRates(
  rows: number,
  rates: readonly number[] | undefined,
  cost: ReadingCost | null,
): Omit<PhaseEstimate, 'phase'> | null {
  const known = (rates ?? []).filter((rate) => rate > 0);
  const spread = spreadOf(known.map((rate) => rows / rate));
  if (spread === null) return null;
  const runs = known.length === 1 ? 'one earlier run' : `${known.length} earlier runs`;
  const seconds = known.length > 1 || cost === null ? spread : times(spread, around(cost.spread));
  return { seconds, basis: 'measured', from: `${runs} against this server` };
}

/** The same spread around one. */
function around(spread: Range): Range {
  return spread.likely > 0 ? times(spread, 1 / spread.likely) : exactly(1);
}

/** @param more queries, beside one for each page */
function readingOf({ messages, pageRows }: EstimateFacts, cost: ReadingCost | null, more: number): Range {
  if (cost === null) return exactly((messages * ASSUMED_ROW_MS) / 1_000);
  return readingSeconds(cost, { rows: messages, queries: more + messages / Math.max(1, pageRows) });
}

function rowMs(cost: ReadingCost | null): number {
  return cost === null || cost.msPerRow === 0 ? ASSUMED_ROW_MS : cost.msPerRow;
}
