/**
 * Reads the access list of a self-relative security descriptor and answers whether a token is granted a right, in the
 * order that Windows does: the first entry that speaks decides. Source: [MS-DTYP] 2.4.6 and 2.5.3.2.
 */
import { guidText, sidBytes, sidText } from './object-identity.ts';

export const RIGHT = {
  createChild: 0x1,
  deleteChild: 0x2,
  deleteTree: 0x40,
  delete: 0x1_0000,
  readControl: 0x2_0000,
  writeDacl: 0x4_0000,
  writeOwner: 0x8_0000,
} as const;

const ACE_ALLOWED = 0;
const ACE_DENIED = 1;
const ACE_ALLOWED_OBJECT = 5;
const ACE_DENIED_OBJECT = 6;
const INHERIT_ONLY = 0x8;
const GENERIC_ALL = 0x1000_0000;
/** What GENERIC_ALL means for an object of the directory. */
const FULL_CONTROL = 0xf01ff;
const SELF_RELATIVE = 0x8000;
const DACL_PRESENT = 0x4;

export interface AccessEntry {
  readonly denies: boolean;
  readonly mask: number;
  readonly sid: string;
  /** The class or right that the entry is limited to; null = all. */
  readonly objectType: string | null;
  readonly inheritOnly: boolean;
}

/** The entries of the DACL in their order; null where the object has no DACL, which grants everything. */
function accessEntries(descriptor: Uint8Array): AccessEntry[] | null {
  const view = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);
  const control = view.getUint16(2, true);
  const start = view.getUint32(16, true);
  if ((control & DACL_PRESENT) === 0 || start === 0) return null;
  const entries: AccessEntry[] = [];
  let at = start + 8;
  for (let count = view.getUint16(start + 4, true); count > 0; count -= 1) {
    const type = view.getUint8(at);
    const size = view.getUint16(at + 2, true);
    if (size < 8) throw new Error('an access entry is shorter than its header');
    const withObject = type === ACE_ALLOWED_OBJECT || type === ACE_DENIED_OBJECT;
    if (withObject || type === ACE_ALLOWED || type === ACE_DENIED) {
      const flags = withObject ? view.getUint32(at + 8, true) : 0;
      const sidAt = at + 8 + (withObject ? 4 : 0) + ((flags & 1) !== 0 ? 16 : 0) + ((flags & 2) !== 0 ? 16 : 0);
      entries.push({
        denies: type === ACE_DENIED || type === ACE_DENIED_OBJECT,
        mask: view.getUint32(at + 4, true),
        sid: sidText(descriptor.subarray(sidAt, at + size)),
        objectType: (flags & 1) !== 0 ? guidText(descriptor.subarray(at + 12, at + 28)) : null,
        inheritOnly: (view.getUint8(at + 1) & INHERIT_ONLY) !== 0,
      });
    }
    at += size;
  }
  return entries;
}

export type Access = 'granted' | 'denied' | 'not-granted';

/**
 * Whether a token (all its SIDs) has one right. `denied`: an entry forbids it by name; `not-granted`: nothing grants
 * it. An entry that is limited to another class or right than `objectType` does not speak.
 */
export function accessTo(
  descriptor: Uint8Array,
  token: ReadonlySet<string>,
  right: number,
  objectType: string | null = null,
): Access {
  const entries = accessEntries(descriptor);
  if (entries === null) return 'granted';
  for (const entry of entries) {
    if (entry.inheritOnly || !token.has(entry.sid)) continue;
    if (entry.objectType !== null && entry.objectType !== objectType) continue;
    const mask = (entry.mask & GENERIC_ALL) !== 0 ? entry.mask | FULL_CONTROL : entry.mask;
    if ((mask & right) !== 0) return entry.denies ? 'denied' : 'granted';
  }
  return 'not-granted';
}

/** Builds a descriptor from an owner and entries, as the stand-in and tests need. */
export function buildDescriptor(
  owner: string,
  entries: readonly { readonly denies: boolean; readonly mask: number; readonly sid: string }[],
): Uint8Array {
  const ownerBytes = sidBytes(owner);
  const aces = entries.map((entry) => {
    const sid = sidBytes(entry.sid);
    const ace = new Uint8Array(8 + sid.length);
    const view = new DataView(ace.buffer);
    view.setUint8(0, entry.denies ? ACE_DENIED : ACE_ALLOWED);
    view.setUint16(2, ace.length, true);
    view.setUint32(4, entry.mask, true);
    ace.set(sid, 8);
    return ace;
  });
  const aclSize = 8 + aces.reduce((sum, ace) => sum + ace.length, 0);
  const bytes = new Uint8Array(20 + aclSize + ownerBytes.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 1);
  view.setUint16(2, SELF_RELATIVE | DACL_PRESENT, true);
  view.setUint32(4, 20 + aclSize, true);
  view.setUint32(16, 20, true);
  view.setUint8(20, 2);
  view.setUint16(22, aclSize, true);
  view.setUint16(24, aces.length, true);
  let at = 28;
  for (const ace of aces) {
    bytes.set(ace, at);
    at += ace.length;
  }
  bytes.set(ownerBytes, at);
  return bytes;
}
