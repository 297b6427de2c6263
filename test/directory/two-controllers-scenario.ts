/** Runs beside two replicating domain controllers and prints, as one JSON line, what it saw. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMBA } from '#fixtures/directory/samba.ts';
import { readByGuid } from '#src/cutover/directory-port.ts';
import { LdapConnection } from '#src/engines/ldap/connection.ts';
import { LdapDirectory } from '#src/engines/ldap/ldap-directory.ts';
import { cutOver, goBackFrom, makeContext, SETTINGS } from '#test/unit/cutover/support.ts';
import { makeAutomaticEndpoint, makeLookupUser } from './directories.ts';

const home = process.env.GC2PC_TWO_HOME ?? '';
const secondPid = Number(process.env.GC2PC_TWO_SECOND_PID);
const connections: LdapConnection[] = [];
function connect(address: string): LdapDirectory {
  const connection = new LdapConnection({
    url: `ldaps://${address}:636`,
    bindDn: `Administrator@contoso.com`,
    password: SAMBA.password,
    caFile: join(home, 'ca.pem'),
    timing: { operationMs: 5_000, connectMs: 3_000, graceMs: 5_000 },
  });
  connections.push(connection);
  return new LdapDirectory(connection);
}

const [first, second] = [connect('127.0.0.11'), connect('127.0.0.12')];
const forest = { primary: first, others: new Map([['dc2.contoso.com', second]]), globalCatalogue: null };
await makeAutomaticEndpoint(first);
const user = await makeLookupUser(first);
while ((await readByGuid(second, user.guid, ['cn'])) === null) await new Promise((resolve) => setTimeout(resolve, 100));

const settings = { ...SETTINGS, sipUri: user.uri, poolFqdn: SAMBA.poolFqdn };
const context = (name: string, replicationSeconds: number) =>
  makeContext(join(home, name), { ...settings, replicationSeconds }, forest, null, {
    finalDelta: null,
    acknowledged: new Map([
      ['G03', 'test'],
      ['G04', 'test'],
      ['G05', 'test'],
    ]),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });

const there = await cutOver(context('a', 60));
const backAgain = await goBackFrom(context('a', 60));
// The second controller stops to answer: the first has the endpoint, the forest does not agree.
const stuck = context('a', 4);
let struck = false;
const frozen = await cutOver({
  ...stuck,
  interrupts: (point, step) => {
    if (struck || point !== 'cutover:journaled' || step !== 'create-endpoint') return;
    struck = true;
    for (const pid of children(secondPid)) process.kill(pid, 'SIGSTOP');
  },
});
for (const pid of children(secondPid)) process.kill(pid, 'SIGCONT');
const afterwards = await cutOver(context('a', 60));
for (const connection of connections) await connection.close();
process.stdout.write(
  `${JSON.stringify({
    there: [there.error?.message ?? null, there.steps.map((step) => step.state)],
    gapMs: there.gapMs,
    back: backAgain.error?.message ?? null,
    frozen: [frozen.error?.exit ?? null, frozen.steps.map((step) => step.state)],
    afterwards: afterwards.error?.message ?? null,
  })}\n`,
);
process.exit(0);

function children(parent: number): number[] {
  const found = [parent];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const its = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (found.includes(its)) found.push(Number(entry));
    } catch {
      // It ended in the meantime.
    }
  }
  return found;
}
