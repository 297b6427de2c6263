/** Whether an object answers a search: attribute names and texts without case, DNs in any spelling, bytes as bytes. */
import type { Condition } from '#src/cutover/directory-port.ts';
import { normalDn } from '#src/model/distinguished-name.ts';
import type { StandInAttribute } from './state.ts';

export const DN_SYNTAX = '2.5.5.1';
const BYTE_SYNTAXES = new Set(['2.5.5.10', '2.5.5.15', '2.5.5.17']);

export type Lookup = (attribute: string) => readonly Buffer[];

export function matches(
  condition: Condition,
  lookup: Lookup,
  schemaOf: (attribute: string) => StandInAttribute | undefined,
): boolean {
  if ('all' in condition) return condition.all.every((part) => matches(part, lookup, schemaOf));
  if ('any' in condition) return condition.any.some((part) => matches(part, lookup, schemaOf));
  if ('present' in condition) return lookup(condition.present).length > 0;
  if ('startsWith' in condition) {
    const [attribute, start] = condition.startsWith;
    return lookup(attribute).some((value) => value.toString('utf8').toLowerCase().startsWith(start.toLowerCase()));
  }
  const [attribute, wanted] = condition.equals;
  const syntax = schemaOf(attribute)?.syntax ?? '';
  const key = keyOf(Buffer.isBuffer(wanted) ? wanted : Buffer.from(wanted, 'utf8'), syntax);
  return lookup(attribute).some((value) => keyOf(value, syntax) === key);
}

/** One text for all values that a directory holds for equal. */
export function keyOf(value: Buffer, syntax: string): string {
  if (BYTE_SYNTAXES.has(syntax)) return value.toString('hex');
  const text = value.toString('utf8');
  return syntax === DN_SYNTAX ? normalDn(text) : text.toLowerCase();
}
