/**
 * The documented compliance database of 2013 (`mgccomp`), which may stand on another instance.
 * Its content is transient and is not migrated; the shapes are here for checks and fixtures.
 * Source: "Persistent Chat database schema" (Lync Server 2013, 2012-09-18).
 */
import { reference, type TableSpec, table } from './types.ts';

export const CURRENT_COMPLIANCE_TABLES: readonly TableSpec[] = [
  table(
    'tblComplianceData',
    [
      'cmplEventID bigint NN',
      'entryDate smalldatetime NN',
      'cmplType int NN',
      'cmplTime bigint NN',
      'cmplChannelUri nvarchar(255) NN',
      'cmplChatID bigint null',
      'cmplUserID int NN',
      'cmplUserUri nvarchar(255) NN',
      'cmplMessage nvarchar(max) null',
    ],
    { primaryKey: ['cmplEventID'] },
  ),
  table('tblComplianceFanout', ['fanoutEventID bigint null', 'fanoutServerID int null'], {
    foreignKeys: [reference('fanoutEventID', 'tblComplianceData', 'cmplEventID')],
  }),
  table(
    'tblComplianceParticipant',
    [
      'channelUri nvarchar(255) NN',
      'userId int NN',
      'joinedAt bigint NN',
      'partedAt bigint null',
      'userUri nvarchar(255) NN',
      'serverID int null',
      'sessionId bigint null',
    ],
    { primaryKey: ['channelUri', 'userId', 'joinedAt'] },
  ),
  table('tblComplianceState', [
    'lastProcessedEntryID bigint NN',
    'activeServerID int NN',
    'lockExpirationTime datetime2 NN',
  ]),
];
