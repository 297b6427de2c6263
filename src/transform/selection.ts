/**
 * Which nodes come along: every category, empty ones too, and every room that is enabled; less where the filter or
 * policies.disabledRooms say otherwise. The root comes along only as the category of the rooms directly under it.
 * Source: "Migration process details" (rooms that are not to be migrated are marked as disabled).
 */
import type { LegacyNode } from '#src/model/legacy.ts';
import type { Filter, Policies } from '#src/model/policies.ts';
import type { Collation } from './collation.ts';
import type { Findings } from './findings.ts';
import type { SkipRule } from './skip-rules.ts';
import { nodeSubject, plural } from './subjects.ts';
import type { Tree } from './tree.ts';

export interface Selection {
  /** Placed nodes that come along, ascending by nodeID; the root among them when it holds rooms that do. */
  readonly nodes: readonly LegacyNode[];
  /** Placed nodes that stay behind. */
  readonly left: ReadonlyMap<number, SkipRule>;
}

export function select(
  tree: Tree,
  filter: Filter,
  policies: Policies,
  collation: Collation,
  findings: Findings,
): Selection {
  const left = new Map<number, SkipRule>();
  const wantedCategories = new Wanted(filter.categories, collation);
  const wantedRooms = new Wanted(filter.rooms, collation);
  const paths = new Map<number, readonly string[]>();
  const insideWanted = new Set<number>();
  const holdsRoom = new Set<number>();

  for (const node of tree.placed) {
    const parent = tree.parent(node);
    if (node.nodeType) {
      const names = namesOf(node, parent, paths, policies.categorySeparator);
      paths.set(node.nodeID, names.slice(1));
      const wanted = wantedCategories.has(names) || (parent !== null && insideWanted.has(parent.nodeID));
      if (wanted) insideWanted.add(node.nodeID);
      if (!wanted && wantedCategories.some) left.set(node.nodeID, 'filter.categories');
      continue;
    }
    const rule = whyRoomStays(node, parent);
    if (rule !== null) left.set(node.nodeID, rule);
    else if (parent !== null) holdsRoom.add(parent.nodeID);
  }
  for (const node of tree.placed) {
    if (!node.nodeType || left.has(node.nodeID)) continue;
    if (node === tree.root) {
      if (!holdsRoom.has(node.nodeID)) left.set(node.nodeID, 'root-node');
    } else if (wantedRooms.some && !wantedCategories.some && !holdsRoom.has(node.nodeID)) {
      left.set(node.nodeID, 'filter.rooms');
    }
  }
  if (tree.root !== null && left.get(tree.root.nodeID) === 'filter.categories') left.set(tree.root.nodeID, 'root-node');
  report();
  const nodes = tree.placed.filter((node) => !left.has(node.nodeID)).toSorted((a, b) => a.nodeID - b.nodeID);
  return { nodes, left };

  function whyRoomStays(room: LegacyNode, parent: LegacyNode | null): SkipRule | null {
    const chosen = wantedRooms.has([room.nodeName]);
    if (wantedCategories.some && (parent === null || !insideWanted.has(parent.nodeID))) return 'filter.categories';
    if (wantedRooms.some && !chosen) return 'filter.rooms';
    return room.disabled && policies.disabledRooms === 'skip' ? 'disabled-room' : null;
  }

  function report(): void {
    for (const [key, entries] of [
      ['filter.categories', wantedCategories.unmatched()],
      ['filter.rooms', wantedRooms.unmatched()],
    ] as const) {
      for (const entry of entries) {
        findings.add(
          'P83-filter-matches-nothing',
          'block',
          `${key} "${entry}"`,
          'The source has nothing of this name.',
        );
      }
    }
    let filtered = 0;
    for (const [id, rule] of left) {
      const node = tree.node(id);
      if (rule === 'disabled-room' && node !== undefined) {
        findings.add('P81-disabled-room', 'info', nodeSubject(node), 'It is disabled and stays behind.');
      } else if (rule !== 'root-node') filtered++;
    }
    if (filtered > 0) {
      findings.add(
        'P82-filtered',
        'info',
        'tblNode',
        `${plural(filtered, 'category or room', 'categories and rooms')} stay behind.`,
      );
    }
  }
}

/** Own name, then the path below the root with the configured separator, then with slashes. */
function namesOf(
  node: LegacyNode,
  parent: LegacyNode | null,
  paths: ReadonlyMap<number, readonly string[]>,
  separator: string,
): readonly string[] {
  const above = parent === null ? [] : (paths.get(parent.nodeID) ?? []);
  if (parent === null) return [node.nodeName];
  const [joined, slashed] = above;
  return [
    node.nodeName,
    joined === undefined ? node.nodeName : joined + separator + node.nodeName,
    slashed === undefined ? node.nodeName : `${slashed}/${node.nodeName}`,
  ];
}

class Wanted {
  readonly some: boolean;
  readonly #entries: ReadonlyMap<string, string>;
  readonly #matched = new Set<string>();
  readonly #collation: Collation;

  constructor(entries: readonly string[], collation: Collation) {
    this.some = entries.length > 0;
    this.#collation = collation;
    this.#entries = new Map(entries.map((entry) => [collation.key(entry), entry]));
  }

  has(names: readonly string[]): boolean {
    if (!this.some) return false;
    const hits = names.map((name) => this.#collation.key(name)).filter((key) => this.#entries.has(key));
    for (const hit of hits) this.#matched.add(hit);
    return hits.length > 0;
  }

  unmatched(): string[] {
    return [...this.#entries].filter(([key]) => !this.#matched.has(key)).map(([, entry]) => entry);
  }
}
