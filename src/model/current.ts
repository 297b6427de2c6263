/** Rows of the 2013 database as gc2pc writes them; keys are the documented column names (src/model/schema/current.ts). */

export interface CurrentEnumValue {
  readonly valueID: number;
  readonly attributeID: number;
  readonly attributeValue: string;
}

export interface CurrentPrincipalType {
  readonly ptypeID: number;
  readonly ptypeDesc: string;
  readonly ptypeIsSystemUser: boolean;
  readonly ptypeIsUser: boolean;
}

export interface CurrentRoleType {
  readonly rtypeID: number;
  readonly rtypeDesc: string;
  readonly rtypeAllowedPermSet: bigint;
}

export interface CurrentPrincipal {
  readonly prinID: number;
  readonly prinGuid: string;
  readonly prinUri: string;
  readonly prinName: string | null;
  readonly prinDisplayName: string | null;
  readonly prinCompanyName: string | null;
  readonly prinEmail: string | null;
  readonly prinADPath: string | null;
  readonly prinADUserPrincipalName: string | null;
  readonly prinDisabled: number;
  readonly prinTypeID: number;
  readonly prinPoolID: number | null;
  readonly prinPolicyID: number | null;
  readonly prinAddedBy: number | null;
  readonly prinAddedOn: bigint;
  readonly prinUpdatedBy: number | null;
  readonly prinUpdatedOn: bigint;
  readonly prinVerifiedOn: string;
}

export interface CurrentSiopWhiteList {
  readonly siopID: string;
  readonly siopName: string;
  readonly siopUrl: string;
}

export interface CurrentNode {
  readonly nodeID: number;
  readonly nodeGuid: string;
  readonly parentID: number | null;
  readonly nodeType: boolean;
  readonly nodeName: string;
  readonly nodeDesc: string;
  readonly invite: boolean | null;
  readonly logged: boolean | null;
  readonly filePost: boolean | null;
  readonly disabled: boolean;
  readonly behavior: number;
  readonly visibility: number;
  readonly siopID: string | null;
  readonly nodeAddedBy: number;
  readonly nodeAddedOn: bigint;
  readonly nodeUpdatedBy: number;
  readonly nodeUpdatedOn: bigint;
  readonly purgedOn: string | null;
}

export interface CurrentLastChatId {
  readonly nodeID: number;
  readonly lastChatID: bigint;
}

export interface CurrentPrincipalAffiliations {
  readonly principalID: number;
  readonly affiliationID: number;
  readonly index: number;
  readonly updatedBy: number;
}

export interface CurrentPrincipalMembers {
  readonly prinID: number;
  readonly memberADPath: string;
}

export interface CurrentPrincipalMeta {
  readonly prinID: number;
  readonly prinAffiliationsDirty: boolean;
  readonly prinAttributesDirty: boolean;
  readonly prinDeleted: boolean;
  readonly tryCount: number | null;
  readonly lastTry: string | null;
  readonly nextTry: string | null;
}

export interface CurrentScopePrincipal {
  readonly scopeNodeID: number;
  readonly scopePrinID: number;
  readonly scopeIsDenied: boolean;
  readonly scopeUpdatedBy: number;
}

export interface CurrentPrincipalRole {
  readonly prinRoleNodeID: number;
  readonly prinRolePrinID: number;
  readonly prinRoleTypeID: number;
  readonly prinRoleUpdatedBy: number;
}

export interface CurrentPrincipalInvites {
  readonly prinID: number;
  readonly invID: number;
  readonly nodeID: number;
  readonly createdOn: string;
}

export interface CurrentLastInviteId {
  readonly prinID: number;
  readonly lastInviteID: number;
}

export interface CurrentPreference {
  readonly prefLabel: string;
  readonly prefSeqID: number;
  readonly prefContent: string | null;
  readonly lastModifiedBy: number;
}

export interface CurrentSystemRevision {
  readonly sysRevision: bigint;
}

export interface CurrentConfig {
  readonly configLabel: string;
  readonly configContent: string | null;
  readonly configPoolID: string;
}

/** Table name → shape of its rows. */
export interface CurrentRows {
  readonly tblEnumValue: CurrentEnumValue;
  readonly tblPrincipalType: CurrentPrincipalType;
  readonly tblRoleType: CurrentRoleType;
  readonly tblPrincipal: CurrentPrincipal;
  readonly tblSiopWhiteList: CurrentSiopWhiteList;
  readonly tblNode: CurrentNode;
  readonly tblLastChatId: CurrentLastChatId;
  readonly tblPrincipalAffiliations: CurrentPrincipalAffiliations;
  readonly tblPrincipalMembers: CurrentPrincipalMembers;
  readonly tblPrincipalMeta: CurrentPrincipalMeta;
  readonly tblScopePrincipal: CurrentScopePrincipal;
  readonly tblPrincipalRole: CurrentPrincipalRole;
  readonly tblPrincipalInvites: CurrentPrincipalInvites;
  readonly tblLastInviteId: CurrentLastInviteId;
  readonly tblPreference: CurrentPreference;
  readonly tblSystemRevision: CurrentSystemRevision;
  readonly tblConfig: CurrentConfig;
}
