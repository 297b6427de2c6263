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

it('gives single values in any order, and the rows of each node', () => {
  const few = role.map((row) => ({
    ...row,
    prinRoleNodeID: row.prinRoleNodeID & 3,
    prinRoleTypeID: row.prinRoleTypeID & 7,
  }));
  fc.assert(
    fc.property(fc.array(few, { maxLength: 80 }), fc.array(fc.nat()), (unsorted, places) => {
      const rows = unsorted.toSorted((a, b) => a.prinRoleNodeID - b.prinRoleNodeID);
      const packed = PackedRoles.of(rows);
      for (const place of places) {
        const index = place % Math.max(1, rows.length);
        const row = rows[index];
        if (row === undefined) continue;
        expect(packed.at(index)).toEqual(row);
        expect([packed.node(index), packed.principal(index), packed.type(index), packed.updater(index)]).toEqual([
          row.prinRoleNodeID,
          row.prinRolePrinID,
          row.prinRoleTypeID,
          row.prinRoleUpdatedBy,
        ]);
      }
      const nodes = [...new Set(rows.map(({ prinRoleNodeID }) => prinRoleNodeID))];
      const runs = Array.from({ length: packed.runs }, (_, run) => packed.run(run));
      expect(runs.map(({ node }) => node)).toEqual(nodes);
      for (const { node, from, to } of runs) {
        expect(rows.slice(from, to)).toEqual(rows.filter(({ prinRoleNodeID }) => prinRoleNodeID === node));
      }
    }),
  );
  expect(PackedRoles.of(PackedRoles.of([])).runs).toBe(0);
});
