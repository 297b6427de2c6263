/** Dates that gc2pc writes by itself are, byte for byte, those that the driver would have written. */
import fc from 'fast-check';
import { TYPES } from 'tedious';
import { describe, expect, it } from 'vitest';
import { isDatetime, writeDatetime } from '#src/engines/sqlserver/bulk-dates.ts';
import { BulkRows, WrittenRows } from '#src/engines/sqlserver/bulk-rows.ts';

const FIRST = Date.UTC(1753, 0, 1);
/** The last that is not rounded into the year 10000. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 998);
const MIDNIGHTS = ['1753-01-01', '1899-12-31', '1900-01-01', '1904-02-29', '2011-12-31', '9999-12-31'];

describe('a datetime', () => {
  it('is written as the driver writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (ms) => {
        expect(ours(textOf(ms))).toEqual(drivers(new Date(ms)));
      }),
      { numRuns: 20_000 },
    );
  });

  it('is written as the driver writes it at the edges of days, whatever the last digit', () => {
    for (const midnight of MIDNIGHTS) {
      for (let ms = 0; ms < 20; ms++) {
        const first = Date.parse(`${midnight}T00:00:00.000Z`) + ms;
        const last = first + 86_400_000 - 20;
        for (const at of [first, last]) {
          if (at <= LAST) expect(ours(textOf(at)), textOf(at)).toEqual(drivers(new Date(at)));
        }
      }
    }
  });

  it('goes to the driver, which refuses it, when it is before 1753', () => {
    expect(isDatetime('1752-12-31 23:59:59.997')).toBe(false);
    expect(isDatetime('1753-01-01 00:00:00.000')).toBe(true);
    const bulk = new BulkRows([{ name: 'on', type: 'datetime', nullable: true, core: true }]);
    bulk.add(['0099-01-01 00:00:00.000']);
    expect(bulk.pieces()).toEqual([['0099-01-01 00:00:00.000']]);
  });

  it('stands between other values, and may be NULL', () => {
    const bulk = new BulkRows([
      { name: 'id', type: 'int', nullable: false, core: true },
      { name: 'on', type: 'datetime', nullable: true, core: true },
      { name: 'is', type: 'bit', nullable: false, core: true },
    ]);
    bulk.add([1, '1900-01-02 00:00:01.000', true]);
    bulk.add([2, null, false]);
    const [piece] = bulk.pieces()[0] ?? [];
    expect(piece instanceof WrittenRows && piece.bytes.toString('hex')).toBe(
      '040100000008010000002c0100000101d10402000000000100',
    );
  });
});

function textOf(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}

function ours(text: string): string {
  const slab = Buffer.alloc(16, 0xff);
  return slab.subarray(1, writeDatetime(slab, 1, text)).toString('hex');
}

interface DriverType {
  writeValue(buffer: object, parameter: { readonly value: Date }, options: { readonly useUTC: boolean }): void;
}

function drivers(value: Date): string {
  const bytes: Buffer[] = [];
  const put = (length: number, write: (into: Buffer) => void) => {
    const into = Buffer.alloc(length);
    write(into);
    bytes.push(into);
  };
  const buffer = {
    writeUInt8: (number: number) => put(1, (into) => into.writeUInt8(number)),
    writeInt32LE: (number: number) => put(4, (into) => into.writeInt32LE(number)),
    writeUInt32LE: (number: number) => put(4, (into) => into.writeUInt32LE(number)),
  };
  (TYPES.DateTime as unknown as DriverType).writeValue(buffer, { value }, { useUTC: true });
  return Buffer.concat(bytes).toString('hex');
}
