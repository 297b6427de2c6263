/** An entry as LDIF that any LDAP tool reads back. Source: RFC 2849. */
import type { DirectoryEntry } from './directory-port.ts';

const LINE_LENGTH = 76;

export function toLdif(entry: DirectoryEntry, remarks: readonly string[]): string {
  const lines = ['version: 1', ...remarks.map((remark) => `# ${remark.replaceAll(/[\r\n]/g, ' ')}`)];
  lines.push(...fold(line('dn', Buffer.from(entry.dn, 'utf8'))));
  for (const [name, list] of entry.attributes) for (const value of list) lines.push(...fold(line(name, value)));
  return `${lines.join('\n')}\n`;
}

/** The entry of a text that `toLdif` wrote. */
export function fromLdif(ldif: string): { dn: string; attributes: Map<string, Buffer[]> } {
  const attributes = new Map<string, Buffer[]>();
  let dn = '';
  for (const whole of ldif.replaceAll('\n ', '').split('\n')) {
    const match = /^([^:#]+)(::?) ?(.*)$/.exec(whole);
    if (match === null || match[1] === 'version') continue;
    const [, name = '', mark, raw = ''] = match;
    const value = Buffer.from(raw, mark === '::' ? 'base64' : 'utf8');
    if (name === 'dn') dn = value.toString('utf8');
    else attributes.set(name, [...(attributes.get(name) ?? []), value]);
  }
  return { dn, attributes };
}

function line(name: string, value: Buffer): string {
  const plain = value.toString('latin1');
  const safe = /^[\x20-\x7e]*$/.test(plain) && !/^[ :<]| $/.test(plain);
  return safe ? `${name}: ${plain}` : `${name}:: ${value.toString('base64')}`;
}

function fold(text: string): string[] {
  const lines = [text.slice(0, LINE_LENGTH)];
  for (let at = LINE_LENGTH; at < text.length; at += LINE_LENGTH - 1)
    lines.push(` ${text.slice(at, at + LINE_LENGTH - 1)}`);
  return lines;
}
