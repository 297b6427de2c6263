/**
 * The common name of a directory object, from its distinguished name: `CN=Doe\, Jane,OU=…` → `Doe, Jane`.
 * Source: RFC 4514, section 2.4 (escapes); in Active Directory the first part of a user's name is its cn.
 */
export function commonName(dn: string | null): string | null {
  if (dn === null || !/^cn=/i.test(dn)) return null;
  let name = '';
  for (let at = 3; at < dn.length; at++) {
    const character = dn.charAt(at);
    if (character === ',' || character === '+' || character === ';') break;
    if (character !== '\\') {
      name += character;
      continue;
    }
    const hex = /^(?:\\[0-9a-f]{2})+/i.exec(dn.slice(at))?.[0];
    if (hex === undefined) {
      at += 1;
      name += dn.charAt(at);
    } else {
      name += Buffer.from(hex.replaceAll('\\', ''), 'hex').toString('utf8');
      at += hex.length - 1;
    }
  }
  return name.length === 0 ? null : name;
}
