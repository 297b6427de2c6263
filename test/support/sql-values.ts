/** Values as databases hold them, of every kind, for properties. */
import fc from 'fast-check';
import type { SqlValue } from '#src/model/value.ts';

/** Any UTF-16 units: lone surrogates and text beyond one byte a character among them. */
const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

export const sqlValue: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 31n) - 2n, max: 2n ** 31n + 2n }),
  text,
  fc.string(),
  fc.string({ minLength: 250, maxLength: 260 }),
  fc.uuid(),
  fc.uuid().map((guid) => guid.toUpperCase()),
  fc.uint8Array(),
  fc.integer({ min: -2, max: 258 }),
  fc.constantFrom(
    '2013-06-28 08:39:07.000',
    '0000-00-00 00:00:00.001',
    '9999-12-31 23:59:59.999',
    '2013-06-28T08:39:07.00',
  ),
);
