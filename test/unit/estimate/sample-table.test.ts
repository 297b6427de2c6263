import { describe, expect, it } from 'vitest';
import { Deadline } from '#src/estimate/deadline.ts';
import { extrapolated, sampleTable } from '#src/estimate/sample-table.ts';
import { currentSpec, legacySpec } from '#src/load/current-spec.ts';
import type { PassThrough } from '#src/model/plan.ts';
import type { Row } from '#src/model/value.ts';
import { FakeClock } from './fake-clock.ts';

const FROM = legacySpec('tblPrincipalMembers');
const TO = currentSpec('tblPrincipalMembers');
/** Rows of odd principals are skipped. */
const ODD_STAY: PassThrough = {
  from: 'tblPrincipalMembers',
  kind: 'members',
  map: (row) => (Number(row.prinID) % 2 === 1 ? { outcome: 'skip', rule: 'x' } : { outcome: 'write', row }),
};

function tableOf(clock: FakeClock, pages: number) {
  return {
    async *rows(): AsyncIterable<readonly Row[]> {
      for (let page = 0; page < pages; page++) {
        clock.pass(100);
        yield Array.from({ length: 10 }, (_, at) => ({ prinID: page * 10 + at, memberADPath: 'CN=ab' }));
      }
    },
  };
}

describe('sampling a table that passes through', () => {
  it('is exact where there is time for all of it', async () => {
    const clock = new FakeClock();
    const sample = await sampleTable(tableOf(clock, 5), FROM, TO, ODD_STAY, new Deadline(clock, 10_000));
    expect(sample).toEqual({
      read: 50,
      isWhole: true,
      written: { rows: 25, textBytes: 10, outside: { values: 0, bytes: 0 } },
    });
    expect(extrapolated(sample, 1_000_000)).toEqual(sample.written);
  });

  it('stands for the whole where there is not', async () => {
    const clock = new FakeClock();
    const sample = await sampleTable(tableOf(clock, 1_000), FROM, TO, ODD_STAY, new Deadline(clock, 500));
    expect(clock.now() - 1_000).toBeLessThanOrEqual(600);
    expect(sample.isWhole).toBe(false);
    expect(extrapolated(sample, 10_000)).toEqual({ rows: 5_000, textBytes: 10, outside: { values: 0, bytes: 0 } });
    // Where the server does not tell how many there are, a sample stands for itself.
    expect(extrapolated(sample, null)).toEqual(sample.written);
  });

  it('ends with the time even where the server is silent', async () => {
    const clock = new FakeClock();
    const never = { next: () => new Promise<never>(() => {}) };
    const silent = { rows: () => ({ [Symbol.asyncIterator]: () => never }) };
    const pending = sampleTable(silent, FROM, TO, ODD_STAY, new Deadline(clock, 500));
    clock.pass(500);
    expect(await pending).toMatchObject({ read: 0, isWhole: false });
  });
});
