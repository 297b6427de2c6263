import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASSUMED_WRITING,
  ESTIMATED_PHASES,
  type EstimatedPhase,
  type EstimateFacts,
  estimatePhases,
  fitsWindow,
  totalSeconds,
} from '#src/estimate/estimate.ts';

/** 1 ms a query, 0.01 ms a row at the concurrency of the rounds, without any spread. */
const ROUNDS = [
  { queries: 4, rows: 8_000, ms: 84 },
  { queries: 4, rows: 4, ms: 4.04 },
  { queries: 4, rows: 8_000, ms: 84 },
];

const FACTS: EstimateFacts = {
  rounds: ROUNDS,
  markRounds: [],
  messages: 1_000_000,
  rooms: 1_000,
  pageRows: 2_000,
  structure: { rows: 20_000, tables: 10 },
  counters: { rows: 1_000, tables: 2 },
  prepareSeconds: 3,
  measured: {},
  maxRowsPerSecond: null,
  quietIntervalSeconds: 60,
  agreementSeconds: 90,
};

function phaseOf(facts: EstimateFacts, wanted: EstimatedPhase) {
  const found = estimatePhases(facts).find(({ phase }) => phase === wanted);
  if (found === undefined) throw new Error(wanted);
  return found;
}

const rates = fc.array(fc.double({ min: 0.1, max: 1e6, noNaN: true }), { maxLength: 8 });
const anyFacts: fc.Arbitrary<EstimateFacts> = fc.record({
  rounds: fc.array(
    fc.record({
      queries: fc.integer({ min: 1, max: 32 }),
      rows: fc.nat(20_000),
      ms: fc.double({ min: 0.1, max: 60_000, noNaN: true }),
    }),
  ),
  markRounds: fc.array(
    fc.record({ queries: fc.constant(1), rows: fc.nat(8_192), ms: fc.double({ min: 0.1, max: 9_000, noNaN: true }) }),
  ),
  messages: fc.nat(1_000_000_000),
  rooms: fc.nat(100_000),
  pageRows: fc.integer({ min: 1, max: 10_000 }),
  structure: fc.record({ rows: fc.nat(10_000_000), tables: fc.nat(20) }),
  counters: fc.record({ rows: fc.nat(10_000_000), tables: fc.nat(5) }),
  prepareSeconds: fc.double({ min: 0, max: 10_000, noNaN: true }),
  measured: fc.record({ structure: rates, messages: rates, counters: rates, verify: rates }),
  maxRowsPerSecond: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  quietIntervalSeconds: fc.nat(3_600),
  agreementSeconds: fc.nat(600),
});

describe('the estimate', () => {
  it('has every phase once, in order, each with a range in order and a basis', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const phases = estimatePhases(facts);
        expect(phases.map(({ phase }) => phase)).toEqual(ESTIMATED_PHASES);
        for (const { seconds, from } of phases) {
          const { low, likely, high } = seconds;
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(likely * 1.000_001);
          expect(likely).toBeLessThanOrEqual(high * 1.000_001);
          expect(from).not.toBe('');
        }
      }),
    );
  });

  it('grows with the messages', () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(1_000_000), (facts, more) => {
        const before = totalSeconds(estimatePhases(facts));
        const after = totalSeconds(estimatePhases({ ...facts, messages: facts.messages + more }));
        for (const edge of ['low', 'likely', 'high'] as const)
          expect(after[edge]).toBeGreaterThanOrEqual(before[edge] * 0.999_999);
      }),
    );
  });

  it('takes the time of messages from reading where writing was never measured, and says so with a wide range', () => {
    const { seconds, basis, from } = phaseOf(FACTS, 'messages');
    // 1,000,000 rows at 0.01 ms, 500 pages and 10 walks over small rooms at 1 ms.
    const reading = 10 + 0.51;
    expect(seconds.low).toBeCloseTo(reading * ASSUMED_WRITING.low, 3);
    expect(seconds.likely).toBeCloseTo(reading * ASSUMED_WRITING.likely, 3);
    expect(seconds.high).toBeCloseTo(reading * ASSUMED_WRITING.high, 3);
    expect(basis).toBe('assumed');
    expect(from).toContain('writing not measured');
  });

  it('takes it from earlier runs where there are any: their spread is the range', () => {
    const { seconds, basis } = phaseOf({ ...FACTS, measured: { messages: [5_000, 10_000, 20_000] } }, 'messages');
    expect(basis).toBe('measured');
    expect(seconds.likely).toBe(100);
    expect(seconds.low).toBeCloseTo(60, 6);
    expect(seconds.high).toBeCloseTo(180, 6);
  });

  it('puts the spread of the reads on a single earlier run, which has none of its own', () => {
    const rounds = [0.5, 1, 1, 1, 2].map((factor) => ({ queries: 4, rows: 8_000, ms: 84 * factor }));
    const { seconds } = phaseOf({ ...FACTS, rounds, measured: { messages: [10_000] } }, 'messages');
    expect(seconds.likely).toBeCloseTo(100, 6);
    expect(seconds.low).toBeLessThan(90);
    expect(seconds.high).toBeGreaterThan(110);
  });

  it('is never quicker than the load is allowed to be', () => {
    const { seconds, from } = phaseOf({ ...FACTS, maxRowsPerSecond: 20_000 }, 'messages');
    expect([seconds.low, seconds.likely]).toEqual([50, 50]);
    expect(seconds.high).toBeGreaterThan(50);
    expect(from).toContain('load.maxRowsPerSecond');
    expect(phaseOf({ ...FACTS, maxRowsPerSecond: 1_000_000_000 }, 'messages')).toEqual(phaseOf(FACTS, 'messages'));
  });

  it('reads everything twice for a verification that was never measured', () => {
    const { seconds, basis } = phaseOf(FACTS, 'verify');
    expect(basis).toBe('sampled');
    expect(seconds.likely).toBeCloseTo(2 * (11.5 + 0.21), 3);
  });

  it('takes the final delta from the marks of both sides where little has changed, and from a verification where all has', () => {
    const markRounds = [
      { queries: 1, rows: 8_000, ms: 81 },
      { queries: 1, rows: 10, ms: 1.1 },
    ];
    const { seconds, basis } = phaseOf({ ...FACTS, markRounds }, 'finalDelta');
    // 1,000 rooms at 1 ms and 1,000,000 rows at 0.01 ms, three times; two plans of 3 s.
    expect(basis).toBe('sampled');
    expect(seconds.likely).toBeCloseTo(3 * 11 + 6, 3);
    expect(seconds.high).toBeCloseTo(4 * 11 + 6 + phaseOf(FACTS, 'verify').seconds.high, 3);
    expect(phaseOf(FACTS, 'finalDelta').basis).toBe('assumed');
  });

  it('knows the fixed waits of the cut-over', () => {
    expect(phaseOf(FACTS, 'cutover').seconds).toEqual({ low: 60, likely: 120, high: 210 });
  });

  it('takes no time for messages that are not there', () => {
    expect(phaseOf({ ...FACTS, messages: 0, rounds: [] }, 'messages').seconds.high).toBe(0);
  });
});

describe('the window', () => {
  const total = { low: 3_600, likely: 7_200, high: 14_400 };

  it.each([
    [5, true],
    [4, true],
    [3, null],
    [2, null],
    [1.9, false],
    [null, null],
  ])('of %s hours: %s', (hours, fits) => {
    expect(fitsWindow(total, hours)).toBe(fits);
  });
});
