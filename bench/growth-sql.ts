/** What a fixture does not make, made of what it did. Both engines understand it. */
import { PRINCIPAL_TYPE } from '#fixtures/source/people.ts';

/** One hundredth more messages, as a week of use would add them: at the end of every tenth room, a tenth of what it holds. */

export const GROW = [
  `INSERT INTO tblChat (channelID, chatID, chatDate, userId, isAlert, content)
    SELECT c.channelID, c.chatID + r.highest - r.lowest + 1, c.chatDate + r.latest - r.earliest + 1, c.userId, c.isAlert, c.content
    FROM tblChat c
    JOIN (SELECT channelID, MIN(chatID) AS lowest, MAX(chatID) AS highest, MIN(chatDate) AS earliest, MAX(chatDate) AS latest
          FROM tblChat GROUP BY channelID) r ON r.channelID = c.channelID
    WHERE c.channelID % 10 = 0 AND (c.chatID - r.lowest) * 10 < r.highest - r.lowest + 1`,
  `UPDATE tblLastChatId SET lastChatID = (SELECT MAX(c.chatID) FROM tblChat c WHERE c.channelID = tblLastChatId.nodeID)
    WHERE nodeID % 10 = 0 AND EXISTS (SELECT 1 FROM tblChat c WHERE c.channelID = tblLastChatId.nodeID)`,
] as const;

const [USERS, GROUPS] = [PRINCIPAL_TYPE.user, PRINCIPAL_TYPE.group];

/** Every person in so many groups more, directly or not, as in a company of nested groups; those that are there stay. */
export function widenAffiliations(groups: number): string {
  return `INSERT INTO tblPrincipalAffiliations (principalID, affiliationID, [index], updatedBy)
    SELECT p.prinID, g.prinID, 2, 1
    FROM tblPrincipal p CROSS JOIN tblPrincipal g
    WHERE p.prinTypeID = ${USERS} AND g.prinTypeID = ${GROUPS}
      AND g.prinID < ${groups} + (SELECT MIN(f.prinID) FROM tblPrincipal f WHERE f.prinTypeID = ${GROUPS})
      AND NOT EXISTS (SELECT 1 FROM tblPrincipalAffiliations a WHERE a.principalID = p.prinID AND a.affiliationID = g.prinID)`;
}
