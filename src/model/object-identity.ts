/** objectGUID and objectSid between their bytes and the text that administrators know. */

/** Bytes as Active Directory stores them (first three groups little-endian) → lower case 8-4-4-4-12. */
export function guidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new Error(`a GUID has 16 bytes, not ${bytes.length}`);
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  const hex = order.map((index) => (bytes[index] ?? 0).toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function guidBytes(text: string): Uint8Array {
  const hex = text.replaceAll(/[{}-]/g, '');
  if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw new Error(`not a GUID: ${text}`);
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Uint8Array.from(order.map((index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16)));
}

/** Bytes → `S-1-5-21-…`. Source: [MS-DTYP] 2.4.2. */
export function sidText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint8(1);
  if (bytes.length < 8 + count * 4) throw new Error('a SID is shorter than it says');
  const authority = BigInt(view.getUint16(2)) * 0x1_0000_0000n + BigInt(view.getUint32(4));
  const parts = Array.from({ length: count }, (_, index) => view.getUint32(8 + index * 4, true));
  return ['S', view.getUint8(0), authority, ...parts].join('-');
}

export function sidBytes(text: string): Uint8Array {
  const [, revision, authority, ...parts] = text.split('-');
  if (!/^S-\d+-\d+(-\d+)+$/.test(text)) throw new Error(`not a SID: ${text}`);
  const bytes = new Uint8Array(8 + parts.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, Number(revision));
  view.setUint8(1, parts.length);
  view.setUint16(2, Number(BigInt(authority ?? '0') >> 32n));
  view.setUint32(4, Number(BigInt(authority ?? '0') & 0xffff_ffffn));
  parts.forEach((part, index) => {
    view.setUint32(8 + index * 4, Number(part), true);
  });
  return bytes;
}
