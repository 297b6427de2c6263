/**
 * tblLastInviteId: never below the highest invitation of the principal, so that no number is given out twice.
 * Source: tblLastInviteId, tblPrincipalInvites (invID is sequential per principal).
 */
import type { LegacyInventory } from '#src/model/inventory.ts';
import type { Policies } from '#src/model/policies.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';
import type { PrincipalPlan } from './principal-plan.ts';
import { plural } from './subjects.ts';

/** New prinID and counter, ascending by prinID. Principals that the target had keep their own. */
export function planInviteCounters(
  source: Pick<LegacyInventory, 'lastInviteIds' | 'highestInvites'>,
  principals: Pick<PrincipalPlan, 'ids' | 'matches'>,
  policies: Policies,
  ledgers: Ledgers,
  findings: Findings,
): readonly (readonly [prinID: number, lastInviteID: number])[] {
  const { ids, matches } = principals;
  if (policies.invites === 'skip') {
    if (source.lastInviteIds.length > 0) ledgers.skip('inviteCounters', 'invites-skipped', source.lastInviteIds.length);
    return [];
  }
  const counters = new Map<number, number>();
  for (const row of source.lastInviteIds) {
    if (!ids.has(row.prinID)) {
      const reason = `principal ${row.prinID} has no row`;
      ledgers.reject('inviteCounters', 'tblLastInviteId', String(row.prinID), reason, row);
    } else if (matches.matched.has(row.prinID)) {
      ledgers.skip('inviteCounters', 'principal-of-target');
    } else {
      ledgers.write('inviteCounters');
      counters.set(row.prinID, row.lastInviteID);
    }
  }
  let corrected = 0;
  for (const [legacyId, highest] of source.highestInvites) {
    if (!ids.has(legacyId) || matches.matched.has(legacyId)) continue;
    const counter = counters.get(legacyId);
    if (counter !== undefined && counter >= highest) continue;
    counters.set(legacyId, highest);
    corrected++;
  }
  if (corrected > 0) {
    const message = `${plural(corrected, 'counter is', 'counters are')} missing or too low.`;
    findings.add('P72-invite-counter-corrected', 'info', 'tblLastInviteId', message);
  }
  return [...counters]
    .map(([legacyId, last]): [number, number] => [ids.get(legacyId) ?? legacyId, last])
    .sort(([a], [b]) => a - b);
}
