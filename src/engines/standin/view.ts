/** What an object of the stand-in shows: what is stored, and what a directory computes when it is asked. */
import type { Attributes } from '#src/cutover/directory-port.ts';
import { normalDn } from '#src/model/distinguished-name.ts';
import { type StandInState, toBytes } from './state.ts';

/** Normal DN of an object → name of a back link → the objects that point to it. */
export type BackLinks = ReadonlyMap<string, ReadonlyMap<string, readonly Buffer[]>>;

export function wholeAttributes(
  state: StandInState,
  guid: string,
  asked: readonly string[],
  backLinks: BackLinks,
): Attributes {
  const object = state.objects[guid];
  const whole = new Map<string, readonly Buffer[]>();
  if (object === undefined) return whole;
  for (const [name, list] of Object.entries(object.attributes)) whole.set(name, list.map(toBytes));
  if (!object.deleted) for (const [name, list] of backLinks.get(normalOf(object.dn)) ?? []) whole.set(name, list);
  const wanted = new Set(asked.map((name) => name.toLowerCase()));
  const constructed: Readonly<Record<string, () => string[]>> = {
    sDRightsEffective: () => ['15'],
    allowedAttributesEffective: () => Object.keys(state.schema),
    allowedChildClassesEffective: () => Object.keys(state.classes),
  };
  for (const [name, make] of Object.entries(constructed)) {
    if (!wanted.has(name.toLowerCase())) continue;
    whole.set(
      name,
      make().map((value) => Buffer.from(value, 'utf8')),
    );
  }
  return whole;
}

/** Every link of the directory, from the end that it points to. */
export function indexBackLinks(state: StandInState): BackLinks {
  const backNames = new Map<number, string>();
  const forward = new Map<string, number>();
  for (const [name, schema] of Object.entries(state.schema)) {
    if (schema.linkId === null) continue;
    if (schema.linkId % 2 === 1) backNames.set(schema.linkId, name);
    else forward.set(name, schema.linkId);
  }
  const index = new Map<string, Map<string, Buffer[]>>();
  for (const other of Object.values(state.objects)) {
    if (other.deleted) continue;
    for (const [name, list] of Object.entries(other.attributes)) {
      const back = backNames.get((forward.get(name) ?? -2) + 1);
      if (back === undefined) continue;
      for (const value of list) {
        const target = normalOf(toBytes(value).toString('utf8'));
        const links = index.get(target) ?? new Map<string, Buffer[]>();
        links.set(back, [...(links.get(back) ?? []), Buffer.from(other.dn, 'utf8')]);
        index.set(target, links);
      }
    }
  }
  return index;
}

const KNOWN_DNS = new Map<string, string>();
const KNOWN_DNS_LIMIT = 10_000;

/** `normalDn`, remembered: a search compares the same names over and over. */
export function normalOf(dn: string): string {
  const known = KNOWN_DNS.get(dn);
  if (known !== undefined) return known;
  if (KNOWN_DNS.size >= KNOWN_DNS_LIMIT) KNOWN_DNS.clear();
  const normal = normalDn(dn);
  KNOWN_DNS.set(dn, normal);
  return normal;
}
