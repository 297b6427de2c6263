/**
 * Distinguished names as text: taken apart, put together and compared without ever trusting a character of a value.
 * Source of the grammar: RFC 4514, "String Representation of Distinguished Names".
 */

/** The relative names of a DN, leftmost first, each still escaped as it was. */
export function splitDn(dn: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let index = 0; index < dn.length; index += 1) {
    const character = dn.charAt(index);
    if (character === '\\') {
      part += character + dn.charAt(index + 1);
      index += 1;
    } else if (character === ',') {
      parts.push(part.trimStart());
      part = '';
    } else part += character;
  }
  if (part !== '' || parts.length > 0) parts.push(part.trimStart());
  return parts;
}

/** The DN of the container, `''` above the top. */
export function parentDn(dn: string): string {
  return splitDn(dn).slice(1).join(',');
}

/** `CN=a\,b,OU=x` → `{ type: 'CN', value: 'a,b' }` */
export function leftmostRdn(dn: string): { readonly type: string; readonly value: string } {
  const first = splitDn(dn)[0] ?? '';
  const at = first.indexOf('=');
  return { type: first.slice(0, at), value: unescapeRdnValue(first.slice(at + 1)) };
}

/** Escapes a value so that it stays one value, whatever it holds. */
export function escapeRdnValue(value: string): string {
  let escaped = '';
  const characters = [...value];
  characters.forEach((character, index) => {
    const edge = index === 0 || index === characters.length - 1;
    if (',+"\\<>;=#'.includes(character)) escaped += `\\${character}`;
    else if (character === ' ' && edge) escaped += '\\20';
    else if (character.charCodeAt(0) < 0x20 || character === '\u007f') {
      escaped += `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    } else escaped += character;
  });
  return escaped;
}

export function childDn(type: string, value: string, parent: string): string {
  return `${type}=${escapeRdnValue(value)},${parent}`;
}

/** The value behind an escaped one; pairs of hexadecimal digits are bytes of UTF-8. */
export function unescapeRdnValue(escaped: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (let index = 0; index < escaped.length; ) {
    const pair = /^\\([0-9a-fA-F]{2})/.exec(escaped.slice(index, index + 3));
    if (pair !== null) {
      bytes.push(Number.parseInt(pair[1] ?? '', 16));
      index += 3;
      continue;
    }
    if (escaped.charAt(index) === '\\') index += 1;
    const character = String.fromCodePoint(escaped.codePointAt(index) ?? 0);
    if (index < escaped.length) bytes.push(...encoder.encode(character));
    index += character.length;
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** One text for all spellings of a DN: types and values without case, escapes undone and made again one way. */
export function normalDn(dn: string): string {
  return splitDn(dn)
    .map((part) => {
      const at = part.indexOf('=');
      const value = unescapeRdnValue(part.slice(at + 1)).trim();
      return `${part.slice(0, at).trim().toLowerCase()}=${escapeRdnValue(value).toLowerCase()}`;
    })
    .join(',');
}

export function sameDn(one: string, other: string): boolean {
  return normalDn(one) === normalDn(other);
}

/** True for the container itself and everything below it. */
export function isWithin(dn: string, container: string): boolean {
  if (container === '') return true;
  const inner = normalDn(dn);
  const outer = normalDn(container);
  return inner === outer || inner.endsWith(`,${outer}`);
}

/** `contoso.com` for `CN=x,OU=y,DC=contoso,DC=com`. */
export function dnsNameOf(dn: string): string {
  return splitDn(dn)
    .map((part) => /^dc=(.*)$/i.exec(part)?.[1])
    .filter((part) => part !== undefined)
    .join('.');
}
