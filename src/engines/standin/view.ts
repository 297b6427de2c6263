/** What an object of the stand-in shows: what is stored, and what a directory computes when it is asked. */
import type { Attributes } from '#src/cutover/directory-port.ts';
import { sameDn } from '#src/model/distinguished-name.ts';
import { type StandInState, toBytes } from './state.ts';

export function wholeAttributes(state: StandInState, guid: string, asked: readonly string[]): Attributes {
  const object = state.objects[guid];
  const whole = new Map<string, readonly Buffer[]>();
  if (object === undefined) return whole;
  for (const [name, list] of Object.entries(object.attributes)) whole.set(name, list.map(toBytes));
  if (!object.deleted) for (const [name, list] of backLinks(state, object.dn)) whole.set(name, list);
  const wanted = new Set(asked.map((name) => name.toLowerCase()));
  const constructed: Readonly<Record<string, () => string[]>> = {
    sDRightsEffective: () => ['15'],
    allowedAttributesEffective: () => Object.keys(state.schema),
    allowedChildClassesEffective: () => Object.keys(state.classes),
  };
  for (const [name, make] of Object.entries(constructed)) {
    if (wanted.has(name.toLowerCase()))
      whole.set(
        name,
        make().map((value) => Buffer.from(value, 'utf8')),
      );
  }
  return whole;
}

/** Every link that points to `dn`, under the name of its back link. */
function backLinks(state: StandInState, dn: string): Map<string, Buffer[]> {
  const backNames = new Map<number, string>();
  const forward = new Map<string, number>();
  for (const [name, schema] of Object.entries(state.schema)) {
    if (schema.linkId === null) continue;
    if (schema.linkId % 2 === 1) backNames.set(schema.linkId, name);
    else forward.set(name, schema.linkId);
  }
  const found = new Map<string, Buffer[]>();
  for (const other of Object.values(state.objects)) {
    if (other.deleted) continue;
    for (const [name, list] of Object.entries(other.attributes)) {
      const back = backNames.get((forward.get(name) ?? -2) + 1);
      if (back === undefined) continue;
      if (list.some((value) => sameDn(toBytes(value).toString('utf8'), dn))) {
        found.set(back, [...(found.get(back) ?? []), Buffer.from(other.dn, 'utf8')]);
      }
    }
  }
  return found;
}
