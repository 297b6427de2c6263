/**
 * Empties the target rooms whose place migrated rooms take (`nameConflict: overwrite`): messages, counter, roles,
 * invitations, scope and file tokens of the old room go, its row stays to be overwritten.
 * Source: "Migration process details" (items with conflicting names are overwritten by the migrated legacy data).
 */
import { newUnit, progressed } from '#src/journal/units.ts';
import type { UnitState } from '#src/model/states.ts';
import { currentSpec } from './current-spec.ts';
import type { LoadContext } from './load-context.ts';

export const TAKEOVER_UNIT = 'takeover';

/** Table → its column with the node. */
const CONTENT: readonly (readonly [table: string, column: string])[] = [
  ['tblChat', 'channelId'],
  ['tblLastChatId', 'nodeID'],
  ['tblPrincipalInvites', 'nodeID'],
  ['tblPrincipalRole', 'prinRoleNodeID'],
  ['tblScopePrincipal', 'scopeNodeID'],
];

/** @param again the target was set back to before the take-over */
export async function takeOver(context: LoadContext, again: boolean): Promise<void> {
  const { plan, baseline, now } = context.request;
  const known = context.units.get(TAKEOVER_UNIT) ?? null;
  if (plan.takenOver.length === 0 || (known?.state === 'done' && !again)) return;
  const guids = new Map(baseline.nodes.map((node) => [node.nodeID, node.nodeGuid]));
  let taken = again ? 0 : Number(known?.position ?? 0);
  for (const nodeID of plan.takenOver.slice(taken)) {
    context.goOn();
    taken += 1;
    const before = context.units.get(TAKEOVER_UNIT) ?? null;
    const unit = before ?? newUnit(context.migrationId, TAKEOVER_UNIT, 'takeover', context.revision, null);
    const state: UnitState = taken === plan.takenOver.length ? 'done' : 'running';
    const books = { read: 0, written: 0, rejected: 0, targetRows: 0, skipped: {} };
    const after = progressed(unit, { ...books, state, position: String(taken) }, context.revision, now());
    await context.commit(TAKEOVER_UNIT, [{ before, after }], async (transaction) => {
      for (const [table, column] of CONTENT) await transaction.remove(currentSpec(table), { [column]: nodeID });
      const guid = guids.get(nodeID);
      if (guid !== undefined) await transaction.remove(currentSpec('tblFileToken'), { fileTokenChannelID: guid });
    });
  }
  await context.request.interrupts('unit:finished', TAKEOVER_UNIT);
}
