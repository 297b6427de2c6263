/** The target as it was before the first write, small enough for one column of the journal. */
import { deflateSync, inflateSync } from 'node:zlib';
import type { TargetInventory } from '#src/model/inventory.ts';
import { fromJson, toJson } from './json.ts';

export function encodeBaseline(inventory: TargetInventory): string {
  return deflateSync(toJson(inventory)).toString('base64');
}

export function decodeBaseline(text: string): TargetInventory {
  return fromJson<TargetInventory>(inflateSync(Buffer.from(text, 'base64')).toString('utf8'));
}
