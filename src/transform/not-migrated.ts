/**
 * What stays behind by design, said in every plan.
 * Sources: "Migration process details" (files are copied by hand), "How Persistent Chat Server works" and "Backup and
 * restoration worksheets" (compliance data is transient), the schema pages of the tables named.
 */
import type { Findings } from './findings.ts';

const LEFT_BEHIND: readonly (readonly [subject: string, why: string])[] = [
  [
    'tblComplianceData',
    'Compliance events are transient: drain the 2010 compliance service before the migration and archive its output.',
  ],
  ['tblFileToken', 'Tokens of file transfers live for 30 minutes; clients ask for new ones.'],
  [
    'tblServerIdentity',
    'The 2013 servers enter themselves (with tblActivePeers, tblAdminLock, tblConfig, tblVersion, tblLogs).',
  ],
  [
    'tblPrincipalMeta',
    'The 2010 queue of directory synchronisation is not carried over (with tblADCookie, tblADUpdates, tblPrincipalMemberDifference, tblSkippedAffiliations); new users and groups are queued anew.',
  ],
  ['tblPurgedRoles', 'Records of removed roles and scopes have no place in 2013 (with tblPurgedScoped, tblTree).'],
  ['uploaded files', 'The file store is copied on its own; messages keep their links to it.'],
];

export function reportNotMigrated(findings: Findings): void {
  for (const [subject, why] of LEFT_BEHIND) findings.add('P80-not-migrated', 'info', subject, why);
}
