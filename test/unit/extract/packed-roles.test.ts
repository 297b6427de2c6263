/** Packed rows are the rows that were packed. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackedRoles } from '#src/model/packed-roles.ts';

const int = fc.oneof(
  fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
  fc.constantFrom(0, -1, -2_147_483_648, 2_147_483_647),
);
const role = fc.record({
  prinRoleNodeID: int,
  prinRolePrinID: int,
  prinRoleTypeID: int,
  prinRoleUpdatedBy: int,
  honorsOverride: fc.boolean(),
  honorsScope: fc.boolean(),
});

it('gives back the rows in their order, one by one and all together, again and again', () => {
  fc.assert(
    fc.property(fc.array(role, { maxLength: 600 }), (rows) => {
      const packed = new PackedRoles();
      for (const row of rows) packed.push(row);
      expect(packed.length).toBe(rows.length);
      expect([...packed]).toEqual(rows);
      expect([...packed]).toEqual(rows);
      expect(rows.map((_, index) => packed.at(index))).toEqual(rows);
      expect([packed.at(-1), packed.at(rows.length)]).toEqual([undefined, undefined]);
    }),
  );
});
