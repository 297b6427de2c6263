import { text } from '#src/cutover/directory-port.ts';
import { type Check, notKnown, pass, violated } from '../check.ts';
import { chatServers } from '../deployment.ts';
import { computer } from '../forest-objects.ts';

const SUPPORTED = [
  /^windows server 2008 r2 (standard|enterprise|datacenter)/i,
  /^windows server 2012( r2)? (standard|datacenter)/i,
];

export const d03: Check = {
  id: 'D03',
  concern: 'deployment',
  title: 'The Persistent Chat servers run an operating system that is supported',
  requirement:
    'Windows Server 2008 R2 SP1 (Standard, Enterprise, Datacenter), 2012 or 2012 R2 (Standard, Datacenter), 64-bit, neither Core nor Web nor HPC.',
  source: 'Server and tools operating system support',
  severity: 'block',
  endangers: 'support',
  results: ['pass', 'block', 'unknown'],
  again: ['cutover'],
  method: 'LDAP: operatingSystem and operatingSystemServicePack of the computer objects of the pool’s members',
  manual:
    'Run on each server: Get-WmiObject Win32_OperatingSystem | fl Caption, ServicePackMajorVersion, OSArchitecture',
  async look(facts) {
    const servers = await chatServers(facts);
    if (!servers.known) return notKnown(d03, servers.why);
    const forest = await facts.forest();
    if (!forest.known) return notKnown(d03, forest.why);
    const seen: string[] = [];
    const wrong: string[] = [];
    const missing: string[] = [];
    for (const name of servers.value) {
      const entry = await computer(forest.value, name);
      const system = entry === null ? null : text(entry, 'operatingSystem');
      if (entry === null || system === null) {
        missing.push(name);
        continue;
      }
      const pack = text(entry, 'operatingSystemServicePack');
      const whole = `${system}${pack === null ? '' : ` ${pack}`}`;
      const bare = /2008 r2/i.test(system) && !/[1-9]/.test(pack ?? '');
      seen.push(`${name}: ${whole}`);
      if (bare || !SUPPORTED.some((pattern) => pattern.test(system))) wrong.push(`${name}: ${whole}`);
    }
    if (wrong.length > 0) return violated(d03, wrong.join('; '), 'Install one of the supported systems on it.');
    if (missing.length > 0) return notKnown(d03, `the directory does not tell the system of ${missing.join(', ')}`);
    return pass(seen.join('; '));
  },
};
