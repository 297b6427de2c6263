/**
 * Key identifiers of a certificate, which the runtime does not tell. Only the two extensions are looked for, by their
 * object identifiers. Source: RFC 5280, 4.2.1.1 and 4.2.1.2.
 */

/** OBJECT IDENTIFIER 2.5.29.35 and 2.5.29.14, as DER. */
const AUTHORITY_KEY = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x23]);
const SUBJECT_KEY = Buffer.from([0x06, 0x03, 0x55, 0x1d, 0x0e]);
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
/** keyIdentifier, context tag 0. */
const KEY_IDENTIFIER = 0x80;

/** Hex, upper case; null where there is none. */
export function authorityKeyIdOf(raw: Buffer): string | null {
  const value = extension(raw, AUTHORITY_KEY);
  if (value === null) return null;
  const outer = element(value, 0);
  if (outer === null || outer.tag !== SEQUENCE) return null;
  const inner = element(outer.content, 0);
  return inner !== null && inner.tag === KEY_IDENTIFIER ? hex(inner.content) : null;
}

export function subjectKeyIdOf(raw: Buffer): string | null {
  const value = extension(raw, SUBJECT_KEY);
  const inner = value === null ? null : element(value, 0);
  return inner !== null && inner.tag === OCTET_STRING ? hex(inner.content) : null;
}

/** The octets that an extension wraps. */
function extension(raw: Buffer, identifier: Buffer): Buffer | null {
  const at = raw.indexOf(identifier);
  if (at < 0) return null;
  let next = element(raw, at + identifier.length);
  // A BOOLEAN `critical` may stand before the value.
  if (next !== null && next.tag === 0x01) next = element(raw, next.end);
  return next !== null && next.tag === OCTET_STRING ? next.content : null;
}

interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly end: number;
}

function element(bytes: Buffer, at: number): Element | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  const more = first >= 0x80 ? first & 0x7f : 0;
  if (more > 4 || at + 2 + more > bytes.length) return null;
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const start = at + 2 + more;
  if (start + length > bytes.length) return null;
  return { tag, content: bytes.subarray(start, start + length), end: start + length };
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').toUpperCase();
}
