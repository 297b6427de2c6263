/**
 * Which attributes can be written back and which cannot, and why. The schema of the forest decides, not a trial: some
 * servers accept a value and then keep their own. Source: [MS-ADTS] 2.2.9 (searchFlags, systemFlags) and 3.1.1.2.4.
 */
import { type DirectoryPort, text } from './directory-port.ts';

export type AttributeFate =
  /** Written back. */
  | 'restorable'
  /** Only the server sets it. */
  | 'system'
  /** Computed when it is asked for, or kept by each domain controller for itself. */
  | 'local'
  /** The other end of a link: restored on the object at its other end. */
  | 'back-link'
  /** Part of the object's name: comes with the name. */
  | 'name'
  /** Never readable. */
  | 'secret';

export interface AttributeRule {
  readonly fate: AttributeFate;
  readonly syntax: string;
  readonly single: boolean;
  /** For a back link, the attribute at the other end. */
  readonly forward: string | null;
}

export type AttributeRules = ReadonlyMap<string, AttributeRule>;

const NOT_REPLICATED = 1;
const CONSTRUCTED = 4;
const NAMES = new Set(['cn', 'name', 'distinguishedName', 'ou']);
const SECRETS = new Set(['unicodePwd', 'dBCSPwd', 'ntPwdHistory', 'lmPwdHistory', 'supplementalCredentials']);
/** The schema lets them be written, the account database does not. */
const ACCOUNT_DATABASE = new Set([
  ...['pwdLastSet', 'primaryGroupID', 'sAMAccountType', 'lastLogonTimestamp', 'objectCategory', 'objectClass'],
  ...['isDeleted', 'isRecycled', 'lastKnownParent', 'instanceType', 'objectGUID', 'objectSid', 'whenCreated'],
]);
/** Values that change by themselves: they neither make a plan stale nor count as a difference that matters. */
const RESTLESS = new Set([
  ...['whenChanged', 'uSNChanged', 'uSNCreated', 'dSCorePropagationData', 'lastLogon', 'lastLogoff', 'logonCount'],
  ...['lastLogonTimestamp', 'badPwdCount', 'badPasswordTime', 'lockoutTime', 'lastKnownParent'],
]);

export async function readRules(
  port: DirectoryPort,
  schemaBase: string,
  names: Iterable<string>,
): Promise<AttributeRules> {
  const wanted = [...new Set(names)];
  const entries = await port.search({
    base: schemaBase,
    scope: 'one',
    where: { any: wanted.map((name) => ({ equals: ['lDAPDisplayName', name] as const })) },
    attributes: ['lDAPDisplayName', 'systemOnly', 'systemFlags', 'linkID', 'attributeSyntax', 'isSingleValued'],
  });
  const backLinks = new Map<string, string>();
  const rules = new Map<string, AttributeRule>();
  for (const entry of entries) {
    const name = text(entry, 'lDAPDisplayName') ?? '';
    const link = text(entry, 'linkID');
    const isBack = link !== null && Number(link) % 2 === 1;
    if (isBack) backLinks.set(String(Number(link) - 1), name);
    const flags = Number(text(entry, 'systemFlags') ?? 0);
    rules.set(name, {
      fate: fateOf(name, text(entry, 'systemOnly') === 'TRUE', flags, isBack),
      syntax: text(entry, 'attributeSyntax') ?? '',
      single: text(entry, 'isSingleValued') === 'TRUE',
      forward: null,
    });
  }
  for (const [linkId, forward] of await forwardLinks(port, schemaBase, [...backLinks.keys()])) {
    const back = backLinks.get(linkId);
    const rule = back === undefined ? undefined : rules.get(back);
    if (back !== undefined && rule !== undefined) rules.set(back, { ...rule, forward });
  }
  return rules;
}

export function ruleOf(rules: AttributeRules, name: string): AttributeRule {
  return rules.get(name) ?? { fate: 'system', syntax: '', single: false, forward: null };
}

/** True for a value that changes by itself on a server that runs. */
export function isRestless(name: string, rules: AttributeRules): boolean {
  return RESTLESS.has(name) || (ruleOf(rules, name).fate === 'local' && !NAMES.has(name));
}

function fateOf(name: string, systemOnly: boolean, flags: number, isBack: boolean): AttributeFate {
  if (NAMES.has(name)) return 'name';
  if (SECRETS.has(name)) return 'secret';
  if (isBack) return 'back-link';
  if ((flags & (NOT_REPLICATED | CONSTRUCTED)) !== 0) return 'local';
  if (systemOnly || ACCOUNT_DATABASE.has(name)) return 'system';
  return 'restorable';
}

async function forwardLinks(
  port: DirectoryPort,
  schemaBase: string,
  linkIds: readonly string[],
): Promise<[linkId: string, name: string][]> {
  if (linkIds.length === 0) return [];
  const entries = await port.search({
    base: schemaBase,
    scope: 'one',
    where: { any: linkIds.map((id) => ({ equals: ['linkID', id] as const })) },
    attributes: ['lDAPDisplayName', 'linkID'],
  });
  return entries.map((entry) => [text(entry, 'linkID') ?? '', text(entry, 'lDAPDisplayName') ?? '']);
}
