/**
 * tblLastInviteId: never below the highest invitation of the principal, so that no number is given out twice.
 * Source: tblLastInviteId, tblPrincipalInvites (invID is sequential per principal).
 */
import { IntMap } from '#src/model/int-map.ts';
import type { LegacyInventory } from '#src/model/inventory.ts';
import type { Policies } from '#src/model/policies.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';
import type { PrincipalPlan } from './principal-plan.ts';
import { plural } from './subjects.ts';

/** New prinID → counter, ascending. Principals that the target had keep their own. */
export function planInviteCounters(
  source: Pick<LegacyInventory, 'lastInviteIds' | 'highestInvites'>,
  principals: Pick<PrincipalPlan, 'ids' | 'matches'>,
  policies: Policies,
  ledgers: Ledgers,
  findings: Findings,
): ReadonlyMap<number, number> {
  const { ids, matches } = principals;
  if (policies.invites === 'skip') {
    if (source.lastInviteIds.length > 0) ledgers.skip('inviteCounters', 'invites-skipped', source.lastInviteIds.length);
    return IntMap.of([]);
  }
  const counters = IntMap.of(kept());
  let corrected = 0;
  // Of two counters of one principal the later one counts.
  const result = IntMap.of(all());
  if (corrected > 0) {
    const message = `${plural(corrected, 'counter is', 'counters are')} missing or too low.`;
    findings.add('P72-invite-counter-corrected', 'info', 'tblLastInviteId', message);
  }
  return result;

  function* kept(): Generator<[number, number]> {
    for (const row of source.lastInviteIds) {
      if (!ids.has(row.prinID)) {
        const reason = `principal ${row.prinID} has no row`;
        ledgers.reject('inviteCounters', 'tblLastInviteId', String(row.prinID), reason, row);
      } else if (matches.matched.has(row.prinID)) {
        ledgers.skip('inviteCounters', 'principal-of-target');
      } else {
        ledgers.write('inviteCounters');
        yield [row.prinID, row.lastInviteID];
      }
    }
  }

  function* all(): Generator<[number, number]> {
    for (const [legacyId, last] of counters) yield [ids.get(legacyId) ?? legacyId, last];
    for (const [legacyId, highest] of source.highestInvites) {
      if (!ids.has(legacyId) || matches.matched.has(legacyId)) continue;
      const counter = counters.get(legacyId);
      if (counter !== undefined && counter >= highest) continue;
      corrected++;
      yield [ids.get(legacyId) ?? legacyId, highest];
    }
  }
}
