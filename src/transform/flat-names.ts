/**
 * One level of categories: a category's name is its whole path below the root, and a room whose category was nested
 * carries that path as its prefix. Rooms of a top-level category, and of the root, keep their names.
 * Source: "Migration process details" (subcategories and their rooms are prefixed with the full parent category names;
 * 256 characters including the parents' names). What stands between the names is not documented: a policy.
 */
import type { LegacyNode } from '#src/model/legacy.ts';
import type { Policies } from '#src/model/policies.ts';
import { cut, NAME_LIMIT_UNITS } from './text.ts';
import type { Tree } from './tree.ts';

export interface FlatName {
  readonly node: LegacyNode;
  /** Names of the categories above, joined; empty where the node gets no prefix. */
  readonly prefix: string;
  /** The node's own name, or the configured one of the category for rooms of the root. */
  readonly own: string;
  /** Prefix, separator, own name. */
  readonly full: string;
}

const ELLIPSIS = '…';

/** Names of the nodes that come along, in the order of `nodes`. */
export function flatNames(tree: Tree, nodes: readonly LegacyNode[], policies: Policies): FlatName[] {
  const separator = policies.categorySeparator;
  const paths = new Map<number, string>();
  for (const node of tree.placed) {
    const parent = tree.parent(node);
    if (!node.nodeType || parent === null) continue;
    const above = paths.get(parent.nodeID);
    paths.set(node.nodeID, above === undefined ? node.nodeName : above + separator + node.nodeName);
  }
  return nodes.map((node): FlatName => {
    if (node === tree.root) {
      const own = policies.rootRoomsCategory ?? node.nodeName;
      return { node, prefix: '', own, full: own };
    }
    const parent = tree.parent(node);
    const grandparent = parent === null ? null : tree.parent(parent);
    // A room of a top-level category keeps its name; a category below one does not.
    const prefixed = node.nodeType ? grandparent !== null : grandparent !== null && grandparent !== tree.root;
    const prefix = prefixed && parent !== null ? (paths.get(parent.nodeID) ?? '') : '';
    return { node, prefix, own: node.nodeName, full: prefixed ? prefix + separator + node.nodeName : node.nodeName };
  });
}

/**
 * A name within `limit` UTF-16 units: the end of the path gives way first, since people know a room by its own name;
 * the own name is cut only where it leaves the path less than a quarter.
 */
export function shortened(name: FlatName, separator: string, limit: number = NAME_LIMIT_UNITS): string {
  if (name.full.length <= limit) return name.full;
  if (name.prefix === '') return cut(name.own, limit - ELLIPSIS.length) + ELLIPSIS;
  const room = limit - separator.length - 2 * ELLIPSIS.length;
  const reserved = Math.min(name.prefix.length, Math.max(Math.floor(room / 4), 0));
  const own = name.own.length <= room - reserved ? name.own : cut(name.own, room - reserved) + ELLIPSIS;
  const prefix = cut(name.prefix, Math.max(0, limit - separator.length - ELLIPSIS.length - own.length)) + ELLIPSIS;
  return cut(prefix + separator + own, limit);
}
