/**
 * tblLastChatId: one row for each room, empty ones included; never below the highest message, so that no number is
 * given out twice. Source: tblLastChatId (last used chat ID; "just nodeID is sufficient" as its key).
 */
import type { LegacyLastChatId, LegacyNode } from '#src/model/legacy.ts';
import type { RoomBounds } from '#src/model/messages.ts';
import type { RowList } from '#src/model/row-list.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';
import type { Selection } from './selection.ts';
import { nodeSubject } from './subjects.ts';
import type { Tree } from './tree.ts';

/** Legacy room → lastChatID, for every room that comes along. */
export function chatCounters(
  counters: RowList<LegacyLastChatId>,
  bounds: ReadonlyMap<number, RoomBounds>,
  tree: Tree,
  selection: Selection,
  ledgers: Ledgers,
  findings: Findings,
): ReadonlyMap<number, bigint> {
  const rooms = selection.nodes.filter((node) => !node.nodeType);
  const isRoom = new Set(rooms.map((room) => room.nodeID));
  const highest = new Map<number, bigint>();
  for (const row of counters) {
    const before = highest.get(row.nodeID);
    const reason = whyRejected(row.nodeID, tree);
    if (reason !== null) {
      ledgers.reject('chatCounters', 'tblLastChatId', `${row.nodeID}/${row.lastChatID}`, reason, row);
    } else if (!isRoom.has(row.nodeID)) {
      ledgers.skip('chatCounters', selection.left.get(row.nodeID) ?? 'category-counter');
    } else if (before !== undefined) {
      ledgers.skip('chatCounters', 'lower-counter');
      if (row.lastChatID > before) highest.set(row.nodeID, row.lastChatID);
    } else {
      ledgers.write('chatCounters');
      highest.set(row.nodeID, row.lastChatID);
    }
  }
  const result = new Map<number, bigint>();
  for (const room of rooms) result.set(room.nodeID, corrected(room));
  return result;

  function corrected(room: LegacyNode): bigint {
    const counter = highest.get(room.nodeID);
    const last = bounds.get(room.nodeID)?.lastChatId ?? null;
    const known = counter ?? 0n;
    if (last !== null && last > known) {
      const was = counter === undefined ? 'Its counter is missing' : `Its counter is ${counter}`;
      findings.add('P71-counter-corrected', 'info', nodeSubject(room), `${was}; the highest message is ${last}.`);
      return last;
    }
    return known;
  }
}

function whyRejected(nodeID: number, tree: Tree): string | null {
  if (tree.node(nodeID) === undefined) return `node ${nodeID} has no row`;
  return tree.isPlaced(nodeID) ? null : `node ${nodeID} is rejected`;
}
