/** Rows that hold NULL where the documents say NOT NULL: rejected whole, so that nothing is guessed and nothing lost. */
import type { MalformedRow } from '#src/model/inventory.ts';
import type { CountKind } from '#src/model/plan.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';

const KINDS: Readonly<Record<string, CountKind>> = {
  tblSiopWhiteList: 'addIns',
  tblPrincipal: 'principals',
  tblScopePrincipal: 'scopes',
  tblPrincipalRole: 'roles',
  tblPrincipalAffiliations: 'affiliations',
  tblPrincipalMembers: 'members',
  tblLastChatId: 'chatCounters',
  tblPrincipalInvites: 'invites',
  tblLastInviteId: 'inviteCounters',
  tblPreference: 'preferences',
};

/** Tables whose rows are read one by one while they are loaded; they are counted there. */
const COUNTED_LATER: ReadonlySet<string> = new Set([
  'tblPrincipalAffiliations',
  'tblPrincipalMembers',
  'tblPrincipalInvites',
  'tblPreference',
]);

export function rejectMalformed(rows: readonly MalformedRow[], ledgers: Ledgers, findings: Findings): void {
  for (const { table, key, reason, row } of rows) {
    if (COUNTED_LATER.has(table)) continue;
    const kind = table === 'tblNode' ? nodeKind(row) : KINDS[table];
    if (kind === undefined) {
      const message = `A row cannot be read: ${reason}.`;
      findings.add('P05-static-row-missing', 'block', `${table} ${key}`, message);
      continue;
    }
    ledgers.read(kind);
    ledgers.reject(kind, table, key, reason, row);
  }
}

function nodeKind(row: Readonly<Record<string, unknown>>): CountKind {
  return row.nodeType === true || row.nodeType === 1 ? 'categories' : 'rooms';
}
