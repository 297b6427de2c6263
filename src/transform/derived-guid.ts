/** GUIDs for rows that no database had before: the same input gives the same GUID, on every run and machine. */
import { createHash } from 'node:crypto';

/** Upper case, 8-4-4-4-12; version 8 (own scheme) of RFC 9562, so that it never equals one that a server made. */
export function derivedGuid(...parts: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(parts.join('\u0000')).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex').toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
