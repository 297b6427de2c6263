/**
 * The well-known user as it is before anything is touched: every attribute, the access list, the objects at the other
 * ends of its links, its children. What cannot come back is named with its reason, before the first change.
 */
import { createHash } from 'node:crypto';
import { normalDn } from '#src/model/distinguished-name.ts';
import { sidText } from '#src/model/object-identity.ts';
import { type AttributeRule, type AttributeRules, isRestless, readRules, ruleOf } from './attribute-rules.ts';
import { type Attributes, type DirectoryEntry, type DirectoryPort, readByGuid, values } from './directory-port.ts';

export interface LinkEnd {
  /** The object that points to the user, and the attribute by which it does. */
  readonly dn: string;
  readonly attribute: string;
  readonly single: boolean;
}

export interface BeforeImage {
  readonly takenAt: number;
  readonly server: string;
  readonly entry: DirectoryEntry;
  readonly sid: string;
  readonly rules: AttributeRules;
  readonly linkEnds: readonly LinkEnd[];
  readonly children: readonly string[];
}

export type NotRestorable = { readonly attribute: string; readonly reason: string };

const DN_SYNTAXES = new Set(['2.5.5.1']);
export const DESCRIPTOR = 'nTSecurityDescriptor';
export const WHOLE_ENTRY = ['*', DESCRIPTOR] as const;

export async function takeBeforeImage(port: DirectoryPort, guid: string, now: number): Promise<BeforeImage | null> {
  const entry = await readByGuid(port, guid, WHOLE_ENTRY);
  if (entry === null) return null;
  const { server, schemaBase } = await port.describe();
  const rules = await readRules(port, schemaBase, entry.attributes.keys());
  const linkEnds: LinkEnd[] = [];
  for (const [name, list] of entry.attributes) {
    const { fate, forward } = ruleOf(rules, name);
    if (fate !== 'back-link' || forward === null) continue;
    const single = (await readRules(port, schemaBase, [forward])).get(forward)?.single ?? false;
    for (const value of list) linkEnds.push({ dn: value.toString('utf8'), attribute: forward, single });
  }
  const children = await port.search({
    base: entry.dn,
    scope: 'one',
    where: { present: 'objectClass' },
    attributes: ['distinguishedName'],
  });
  const sid = values(entry, 'objectSid')[0];
  return {
    takenAt: now,
    server,
    entry,
    sid: sid === undefined ? '' : sidText(sid),
    rules,
    linkEnds,
    children: children.map((child) => child.dn),
  };
}

/** What an object made anew from the image would carry. */
export function recreatableAttributes(image: BeforeImage): Attributes {
  const attributes = new Map<string, readonly Buffer[]>();
  for (const [name, list] of image.entry.attributes) {
    if (name === 'objectClass') attributes.set(name, list);
    else if (ruleOf(image.rules, name).fate === 'restorable') attributes.set(name, list);
  }
  return attributes;
}

/** Every attribute of the image that an object made anew would lack, with the reason. */
export function notRestorable(image: BeforeImage): NotRestorable[] {
  const kept = recreatableAttributes(image);
  const found: NotRestorable[] = [];
  for (const name of image.entry.attributes.keys()) {
    if (kept.has(name)) continue;
    const { fate } = ruleOf(image.rules, name);
    if (fate === 'name') continue;
    found.push({ attribute: name, reason: REASONS[fate] });
  }
  found.push({ attribute: 'unicodePwd', reason: REASONS.secret });
  return found;
}

const REASONS: Readonly<Record<AttributeRule['fate'], string>> = {
  restorable: 'can be written back',
  name: 'comes with the name',
  system: 'the server sets it; it comes back by reanimation, not by creation',
  local: 'each domain controller computes or keeps it for itself',
  'back-link': 'restored on the object at the other end of the link',
  secret: 'no directory gives a password away; set a new one',
};

/** SHA-256 over what makes the user what it is, without the values that change by themselves. */
export function entryDigest(entry: DirectoryEntry, rules: AttributeRules): string {
  const hash = createHash('sha256').update(entry.guid).update('\0').update(normalDn(entry.dn));
  for (const name of [...entry.attributes.keys()].sort()) {
    if (isRestless(name, rules)) continue;
    hash.update(`\0${name}`);
    for (const key of valueKeys(values(entry, name), ruleOf(rules, name))) hash.update(`\0${key}`);
  }
  return hash.digest('hex');
}

export interface AttributeDifference {
  readonly attribute: string;
  readonly what: 'missing' | 'extra' | 'changed';
  /** Values that change by themselves, or that only the server sets, are named but do not make a restoration fail. */
  readonly matters: boolean;
  readonly reason: string;
}

/** Every attribute in which `entry` is not what the image says. */
export function differencesFrom(image: BeforeImage, entry: DirectoryEntry): AttributeDifference[] {
  const found: AttributeDifference[] = [];
  const names = new Set([...image.entry.attributes.keys(), ...entry.attributes.keys()]);
  for (const name of [...names].sort()) {
    const before = values(image.entry, name);
    const after = values(entry, name);
    const rule = ruleOf(image.rules, name);
    if (valueKeys(before, rule).join('\0') === valueKeys(after, rule).join('\0')) continue;
    const restless = isRestless(name, image.rules);
    found.push({
      attribute: name,
      what: after.length === 0 ? 'missing' : before.length === 0 ? 'extra' : 'changed',
      matters: !restless && (rule.fate === 'restorable' || rule.fate === 'back-link' || rule.fate === 'name'),
      reason: restless ? 'changes by itself' : REASONS[rule.fate],
    });
  }
  return found;
}

/** One text a value, sorted: the order of values means nothing, nor does the spelling of a DN. */
function valueKeys(list: readonly Buffer[], rule: AttributeRule): string[] {
  const key = DN_SYNTAXES.has(rule.syntax)
    ? (value: Buffer) => normalDn(value.toString('utf8'))
    : (value: Buffer) => value.toString('base64');
  return list.map(key).sort();
}
