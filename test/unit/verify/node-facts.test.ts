import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NodeFact, PackedNodes } from '#src/verify/node-facts.ts';

const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const bit = fc.option(fc.boolean());
const nodeFact: fc.Arbitrary<NodeFact> = fc.record({
  id: int,
  parent: fc.option(fc.oneof(int, fc.constant(0))),
  isCategory: fc.boolean(),
  invite: bit,
  logged: bit,
  filePost: bit,
  disabled: fc.boolean(),
  behavior: int,
  visibility: int,
  addIn: fc.option(fc.string()),
  addedBy: int,
  updatedBy: int,
});

test('packed nodes are what went in, in that order, and found by their numbers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(nodeFact, { selector: ({ id }) => id, maxLength: 40 }), int, (nodes, other) => {
      const packed = new PackedNodes();
      for (const node of nodes) packed.add(node);
      expect([...packed.values()]).toEqual(nodes);
      for (const node of nodes) {
        expect(packed.get(node.id)).toEqual(node);
        expect(packed.get(node.id)).toEqual(node);
        expect(packed.has(node.id)).toBe(true);
      }
      if (nodes.every(({ id }) => id !== other)) {
        expect(packed.get(other)).toBeUndefined();
        expect(packed.has(other)).toBe(false);
      }
    }),
  );
});

test('a node that is added after one was looked up is found as well', () => {
  const [node] = fc.sample(nodeFact, 1) as [NodeFact];
  const packed = new PackedNodes();
  packed.add({ ...node, id: 1 });
  expect(packed.get(1)?.id).toBe(1);
  expect(packed.get(2)).toBeUndefined();
  packed.add({ ...node, id: 2 });
  expect(packed.get(2)?.id).toBe(2);
});
