/** What a certificate must be for the web services, and who issued it. Nothing is trusted here; it is compared. */
import { X509Certificate } from 'node:crypto';
import type { PresentedCertificate } from './network-port.ts';

export const NO_WINDOW = 'window.from and window.to are not configured, so validity over the weekend is not proved';

const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const RSA_LEAST_BITS = 2048;

type Chain = readonly PresentedCertificate[];

/** One issuer with one key; or chains that end in the same certificate. */
export function sameAuthority(one: Chain, other: Chain): boolean {
  const [a] = one;
  const [b] = other;
  if (a === undefined || b === undefined) return false;
  if (a.issuer === b.issuer) {
    // Two authorities may bear one name; their keys differ.
    return a.authorityKeyId === null || b.authorityKeyId === null || a.authorityKeyId === b.authorityKeyId;
  }
  const above = new Set(one.slice(1).map(({ publicKeyHash }) => publicKeyHash));
  return other.slice(1).some(({ publicKeyHash }) => above.has(publicKeyHash));
}

/** What is wrong with a leaf for `name` over the whole of `during` (milliseconds since 1970, UTC). */
export function shortcomings(
  leaf: PresentedCertificate,
  name: string,
  during: { readonly from: number; readonly to: number },
): string[] {
  const wrong: string[] = [];
  if (leaf.notBefore > during.from) wrong.push(`valid only from ${new Date(leaf.notBefore).toISOString()}`);
  if (leaf.notAfter < during.to) wrong.push(`valid only until ${new Date(leaf.notAfter).toISOString()}`);
  if (!leaf.dnsNames.some((pattern) => covers(pattern, name))) wrong.push('the name is not in the certificate');
  if (leaf.extendedKeyUsages.length > 0 && !leaf.extendedKeyUsages.includes(SERVER_AUTHENTICATION)) {
    wrong.push('not meant for server authentication');
  }
  if (leaf.keyType === 'rsa' && leaf.keyBits !== null && leaf.keyBits < RSA_LEAST_BITS) {
    wrong.push(`a key of ${leaf.keyBits} bits`);
  }
  return wrong;
}

/** A wildcard stands for one label. Source: RFC 6125, 6.4.3. */
function covers(pattern: string, name: string): boolean {
  const [wanted, given] = [name.toLowerCase(), pattern.toLowerCase()];
  if (!given.startsWith('*.')) return given === wanted;
  return wanted.split('.').slice(1).join('.') === given.slice(2);
}

/** True where one certificate of the chain was signed by, or is, one of the authorities. */
export function isIssuedBy(chain: Chain, authorities: readonly X509Certificate[]): boolean {
  return chain.some(({ raw }) => {
    const certificate = new X509Certificate(raw);
    return authorities.some((authority) => {
      if (authority.fingerprint256 === certificate.fingerprint256) return true;
      return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
    });
  });
}
