import { NO_WINDOW, sameAuthority, shortcomings } from '../certificates.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { frontEnds } from '../deployment.ts';

const WEB_PORT = 443;
const SIP_PORT = 5061;

export const d19: Check = {
  id: 'D19',
  concern: 'deployment',
  title: 'The web services of Persistent Chat have certificates of the internal authority',
  requirement:
    'Each server that runs the Persistent Chat web services for files has a certificate of the same authority as the internal Lync Server 2013 servers, valid over the whole weekend.',
  source: 'Certificate requirements for Persistent Chat Server',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method:
    'TLS: port 443 of each Front End against its port 5061: issuer and authority key (or a common root), validity over window.from to window.to, SAN, serverAuth, key size',
  manual: 'Run on each Front End: Get-CsCertificate | fl Use, Issuer, NotAfter, AlternativeNames',
  async look(facts) {
    const servers = await frontEnds(facts);
    if (!servers.known) return notKnown(d19, servers.why);
    const { window } = facts.settings;
    const during = window ?? { from: facts.now(), to: facts.now() };
    const wrong: string[] = [];
    for (const name of servers.value) {
      const [web, internal] = await Promise.all([facts.network.tls(name, WEB_PORT), facts.network.tls(name, SIP_PORT)]);
      const [leaf] = web.chain;
      if (leaf === undefined) return notKnown(d19, `${name} shows no certificate at ${WEB_PORT}`);
      if (!sameAuthority(web.chain, internal.chain)) {
        wrong.push(`${name}: issued by ${leaf.issuer}, but port ${SIP_PORT} by ${internal.chain[0]?.issuer ?? '?'}`);
      }
      wrong.push(...shortcomings(leaf, name, during).map((what) => `${name}: ${what}`));
    }
    if (wrong.length > 0) {
      return violated(d19, wrong.join('; '), 'Request it anew from the internal authority: Request-CsCertificate.');
    }
    const looked = `${servers.value.length} Front End(s) with certificates of the internal authority`;
    return window === null ? notKnown(d19, `${looked}; ${NO_WINDOW}`) : pass(looked);
  },
};
