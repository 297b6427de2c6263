/**
 * Tables of the 2010 database that are documented, or named in its list, but never migrated: synchronisation state,
 * tokens, servers, purge records, compliance. gc2pc reads a few for pre-flight; their absence never stops a run.
 * Source: "Lync Server 2010 Reference: Group Chat Database Schema" (March 2012). Columns of tblTree and tblLogs are not
 * published, so they are not described.
 */
import { reference, type TableSpec, table } from './types.ts';

export const LEGACY_TRANSIENT_TABLES: readonly TableSpec[] = [
  table(
    'tblPrincipalMeta',
    [
      'prinID int NN',
      'prinAffiliationsDirty bit NN',
      'prinAttributesDirty bit NN',
      'prinDeleted bit NN',
      'tryCount int null',
      'lastTry datetime null',
      'nextTry datetime null',
    ],
    { primaryKey: ['prinID'], foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')] },
  ),
  table(
    'tblPrincipalMemberDifference',
    ['prinGuid uniqueidentifier NN', 'memberADPath nvarchar(256) NN', 'memberRemoved bit NN'],
    { primaryKey: ['prinGuid', 'memberADPath'] },
  ),
  table('tblADUpdates', [
    'prinGuid uniqueidentifier NN',
    'prinADPath nvarchar(256) NN',
    'prinAttributesChanged bit NN',
    'prinMembersChanged bit NN',
    'prinAffiliationsChanged bit NN',
    'prinDeleted bit NN',
    'lastUpdated datetime NN',
  ]),
  table(
    'tblADCookie',
    [
      'prinGuid uniqueidentifier NN',
      'prinDCHost nvarchar(255) null',
      'adcContent image null',
      'lastUpdated datetime null',
      'lockedUntil datetime null',
    ],
    { primaryKey: ['prinGuid'] },
  ),
  table('tblSkippedAffiliations', ['prinID int NN', 'affDescription nvarchar(256) NN', 'updatedBy int NN'], {
    primaryKey: ['prinID', 'affDescription'],
    foreignKeys: [reference('prinID', 'tblPrincipal', 'prinID')],
  }),
  table('tblPurgedRoles', ['purgedOn datetime NN', 'nodeId int NN', 'prinId int NN', 'roleId int NN']),
  table('tblPurgedScoped', ['purgedOn datetime NN', 'nodeId int NN', 'prinId int NN']),
  table(
    'tblFileToken',
    [
      'fileToken nvarchar(50) NN',
      'fileTokenUserID int NN',
      'fileTokenChannelID uniqueidentifier NN',
      'fileTokenExpireTime datetime NN',
    ],
    { primaryKey: ['fileToken'], foreignKeys: [reference('fileTokenChannelID', 'tblNode', 'nodeGuid')] },
  ),
  table(
    'tblServerIdentity',
    ['serverID int NN', 'serverAddress nvarchar(256) NN', 'serverLastPingTime datetime null'],
    { primaryKey: ['serverID'] },
  ),
  table('tblActivePeers', ['aplServerID int NN', 'aplPeerID int NN'], {
    primaryKey: ['aplServerID', 'aplPeerID'],
    foreignKeys: [
      reference('aplServerID', 'tblServerIdentity', 'serverID'),
      reference('aplPeerID', 'tblServerIdentity', 'serverID'),
    ],
  }),
  table('tblAdminLock', ['lockExpiresTime datetime NN', 'lockServerID int NN', 'lockActorID int NN']),
  table('tblSystemRevision', ['sysRevision bigint NN']),
  table(
    'tblComplianceData',
    [
      'cmplEventID int NN',
      'entryDate smalldatetime NN',
      'cmplType int NN',
      'cmplTime bigint NN',
      'cmplChannelUri nvarchar(255) NN',
      'cmplChatID bigint NN',
      'cmplUserID int NN',
      'cmplUserUri nvarchar(255) NN',
      'cmplMessage nvarchar(max) null',
    ],
    { primaryKey: ['cmplEventID'] },
  ),
  table('tblComplianceFanout', ['fanoutEventID int null', 'fanoutServerID int null']),
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
  table(
    'tblComplianceTranslator',
    ['translatorID int NN', 'cmplTranslatorName nvarchar(255) NN', 'cmplTranslatorGuid uniqueidentifier NN'],
    { primaryKey: ['translatorID'] },
  ),
  table('tblLastComplianceID', ['entryDate smalldatetime NN', 'translatorID int NN'], {
    foreignKeys: [reference('translatorID', 'tblComplianceTranslator', 'translatorID')],
  }),
  table('tblComplianceVersion', ['versionId int NN', 'versionedOn datetime NN', 'description nvarchar(255) null']),
];
