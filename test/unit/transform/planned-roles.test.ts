/** Planned roles come in the order of their key, whatever the order in which they were entered. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyOf, PlannedRoles } from '#src/transform/planned-roles.ts';
import { ROLES } from '#src/transform/role-types.ts';

const TYPES = { member: 3, manager: 1, voiced: 9, creator: 4 } as const;
const id = fc.integer({ min: 1, max: 2_147_483_647 });
const entry = fc.record({ principal: id, role: fc.constantFrom(...ROLES), by: id });

it('gives every entry once, by node, principal and role', () => {
  const nodes = fc.uniqueArray(fc.tuple(id, fc.array(entry, { maxLength: 20 })), { selector: ([node]) => node });
  fc.assert(
    fc.property(nodes, (given) => {
      const planned = new PlannedRoles({ target: (role) => TYPES[role] });
      const expected = [];
      for (const [node, entries] of given) {
        const granted = new Map(entries.map(({ principal, role, by }) => [keyOf(principal, role), by]));
        planned.add(node, granted);
        const last = new Map(entries.map((each) => [`${each.principal}/${each.role}`, each]));
        for (const { principal, role, by } of last.values()) expected.push({ node, principal, role, by });
      }
      expected.sort(
        (a, b) => a.node - b.node || a.principal - b.principal || ROLES.indexOf(a.role) - ROLES.indexOf(b.role),
      );
      const rows = expected.map(({ node, principal, role, by }) => ({
        prinRoleNodeID: node,
        prinRolePrinID: principal,
        prinRoleTypeID: TYPES[role],
        prinRoleUpdatedBy: by,
      }));
      expect(planned.length).toBe(rows.length);
      expect([...planned]).toEqual(rows);
      expect([planned.at(0), planned.at(rows.length - 1), planned.at(rows.length)]).toEqual([
        rows[0],
        rows.at(-1),
        undefined,
      ]);
    }),
  );
});
