import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyChain } from '#src/journal/audit.ts';
import { decodeBaseline, encodeBaseline } from '#src/journal/baseline.ts';
import { AuditChainBroken } from '#src/journal/errors.ts';
import type { MigrationRecord, VerificationRecord } from '#src/journal/journal-tables.ts';
import { fromJson, toJson } from '#src/journal/json.ts';
import { rejectRecord } from '#src/journal/rejects.ts';
import { newUnit, progressed, skippedRules } from '#src/journal/units.ts';
import { verificationState } from '#src/journal/verification.ts';
import { targetInventory } from '#test/support/inventory-builder.ts';

describe('the journal', () => {
  it('keeps a baseline to the last digit', () => {
    const inventory = targetInventory({ systemRevision: 9_223_372_036_854_775_807n });
    expect(decodeBaseline(encodeBaseline(inventory))).toEqual(inventory);
  });

  it('gives equal text for equal values, whatever the order of their keys', () => {
    expect(toJson({ b: 1n, a: [{ d: 1, c: 2 }] })).toBe(toJson({ a: [{ c: 2, d: 1 }], b: 1n }));
    expect(fromJson(toJson({ b: 1n }))).toEqual({ b: 1n });
  });

  it('keeps the books of a unit: whatever the batches, the parts add up to what was read', () => {
    const batch = fc.record({ written: fc.nat(50), rejected: fc.nat(5), old: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 20 }), (batches) => {
        let unit = newUnit('m', 'room:1', 'messages', 1, null);
        for (const [index, { written, rejected, old }] of batches.entries()) {
          unit = progressed(
            unit,
            {
              state: 'running',
              position: String(index),
              read: written + rejected + old,
              written,
              rejected,
              targetRows: written,
              skipped: { 'filter.since': old },
            },
            1,
            index,
          );
        }
        expect(unit.rowsRead).toBe(unit.rowsWritten + unit.rowsSkipped + unit.rowsRejected);
        const skipped = Object.values(skippedRules(unit)).reduce((sum, rows) => sum + rows, 0);
        expect(BigInt(skipped)).toBe(unit.rowsSkipped);
      }),
    );
  });

  it('keeps a rejected row whole, lone surrogates and long numbers included', () => {
    const row = { chatID: 9_007_199_254_740_993n, content: 'a\uD83D\u0000b', bytes: new Uint8Array([1, 2]) };
    const { content } = rejectRecord('m', { kind: 'messages', table: 'tblChat', key: '1/2', reason: 'because', row });
    expect(JSON.parse(content)).toEqual({ chatID: '9007199254740993', content: 'a\uD83D\u0000b', bytes: 'AQI=' });
  });

  it('notices an event that was altered', () => {
    const event = { migrationId: 'm', seq: 1, at: 1n, who: 'x', event: 'y', detail: '{}', hash: 'f'.repeat(64) };
    expect(() => verifyChain([event])).toThrow(AuditChainBroken);
  });

  it('holds a verdict for stale once the plan, a unit or a side is younger', () => {
    const verdict = {
      migrationId: 'm',
      planHash: 'p',
      verdict: 'verified',
      verifiedAt: 10n,
      sourceMark: 's',
      targetMark: 't',
      detail: '{}',
    } satisfies VerificationRecord;
    const migration = { planHash: 'p', state: 'loaded' } as MigrationRecord;
    const unit = { ...newUnit('m', 'room:1', 'messages', 1, null), updatedAt: 9n };
    expect(verificationState(null, migration, [])).toBe('unverified');
    expect(verificationState(verdict, migration, [unit])).toBe('verified');
    expect(verificationState(verdict, migration, [{ ...unit, updatedAt: 11n }])).toBe('stale');
    expect(verificationState(verdict, { ...migration, planHash: 'q' }, [unit])).toBe('stale');
    expect(verificationState(verdict, { ...migration, state: 'loading' }, [unit])).toBe('stale');
    expect(verificationState(verdict, migration, [unit], { source: 's', target: 'other' })).toBe('stale');
  });
});
