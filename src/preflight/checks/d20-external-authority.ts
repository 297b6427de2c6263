import { X509Certificate } from 'node:crypto';
import { values } from '#src/cutover/directory-port.ts';
import { isIssuedBy } from '../certificates.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { frontEnds } from '../deployment.ts';

const WEB_PORT = 443;

export const d20: Check = {
  id: 'D20',
  concern: 'deployment',
  title: 'Certificates of an external authority are at hand beforehand',
  requirement: 'Where the authority is an external one, the certificates are obtained before the weekend.',
  source: 'Certificate requirements for Persistent Chat Server',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method:
    'TLS: the chain at port 443 of each Front End, against the authorities below CN=Public Key Services of the forest',
  manual:
    'Run: certutil -viewstore "ldap:///CN=Certification Authorities,CN=Public Key Services,CN=Services,CONFIGURATION"',
  async look(facts) {
    const servers = await frontEnds(facts);
    if (!servers.known) return notKnown(d20, servers.why);
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d20, forest.why);
    const { configurationBase } = await forest.value.primary.describe();
    const entries = await forest.value.primary.search({
      base: `CN=Public Key Services,CN=Services,${configurationBase}`,
      scope: 'sub',
      where: { equals: ['objectClass', 'certificationAuthority'] },
      attributes: ['cACertificate'],
    });
    const authorities = entries.flatMap((entry) => values(entry, 'cACertificate')).flatMap(certificate);
    const external: string[] = [];
    for (const name of servers.value) {
      const { chain } = await facts.network.tls(name, WEB_PORT);
      if (chain.length === 0) return notKnown(d20, `${name} shows no certificate at ${WEB_PORT}`);
      if (!isIssuedBy(chain, authorities)) external.push(`${name}: ${chain[0]?.issuer ?? ''}`);
    }
    if (external.length > 0) {
      const hint = 'Have its certificates, renewals too, at hand before the weekend; nobody issues them at night.';
      return violated(d20, `not of an authority of the forest: ${external.join('; ')}`, hint);
    }
    return pass(`issued by one of the ${authorities.length} authorities of the forest`);
  },
};

/** What is no certificate is no authority. */
function certificate(bytes: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(bytes)];
  } catch {
    return [];
  }
}
