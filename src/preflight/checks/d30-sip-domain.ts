import { type Check, notKnown, pass, violated } from '../check.ts';

export const d30: Check = {
  id: 'D30',
  concern: 'deployment',
  title: 'The SIP URI is of a domain that the deployment serves',
  requirement: 'The URI of the endpoint begins with sip: and its domain is a SIP domain of the deployment.',
  source: 'New-CsPersistentChatEndpoint',
  severity: 'block',
  endangers: 'service',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method: 'lookup.sipUri against the SIP domains of the exported topology',
  manual: 'Run: Get-CsSipDomain',
  async look(facts) {
    const { sipUri } = facts.settings;
    if (sipUri === null) return notKnown(d30, 'lookup.sipUri is not configured');
    const domain = /^sip:[^@\s]+@([^@\s]+)$/i.exec(sipUri)?.[1];
    if (domain === undefined) return violated(d30, `${sipUri} is no SIP URI`, 'Write it as sip:name@domain.');
    const topology = await facts.topology();
    if (!topology.known) return notKnown(d30, topology.why);
    const { sipDomains } = topology.value;
    if (sipDomains.length === 0) return notKnown(d30, 'the exported topology has no SIP domains');
    if (sipDomains.some((each) => each.toLowerCase() === domain.toLowerCase())) return pass(`${domain} is served`);
    const hint = 'Add the SIP domain to the topology, or correct lookup.sipUri.';
    return violated(d30, `${domain} is not among ${sipDomains.join(', ')}`, hint);
  },
};
