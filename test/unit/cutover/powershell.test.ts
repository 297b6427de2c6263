import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { quoted } from '#src/cutover/powershell-command-port.ts';
import { argumentsFor, PowerShellEndpointDriver } from '#src/engines/powershell/powershell-endpoint.ts';
import { cutOver, goBackFrom, type Lab, makeLab, POOL, picture, SIP_URI } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());
const target = { sipUri: SIP_URI, poolFqdn: POOL };

/** What the stand-in for PowerShell does when it is asked to make the endpoint. */
type Conduct = 'obeys' | 'fails' | 'hangs' | 'half succeeds' | 'lies' | 'makes it for another pool';

/** A program that takes the place of PowerShell: it refuses any but the exact arguments and works on the stand-in. */
function standIn(conduct: Conduct): string {
  const program = join(mkdtempSync(join(tmpdir(), 'gc2pc-powershell-')), 'powershell');
  const root = pathToFileURL(`${process.cwd()}/`).href;
  const expected = (['Probe', 'New', 'Remove'] as const).map((action) => argumentsFor(action, target, null));
  writeFileSync(
    program.concat('.mjs'),
    `
import { appendFileSync } from 'node:fs';
import { LdapEndpointDriver } from '${root}src/cutover/endpoint-ldap.ts';
import { findEndpoint } from '${root}src/cutover/endpoint-state.ts';
import { StandInDirectory } from '${root}src/engines/standin/stand-in-directory.ts';
const given = process.argv.slice(2);
appendFileSync('${program}.log', JSON.stringify(given) + '\\n');
const expected = ${JSON.stringify(expected)};
if (!expected.some((list) => JSON.stringify(list) === JSON.stringify(given))) { console.error('unexpected arguments'); process.exit(64); }
const action = given[given.indexOf('-Action') + 1];
if (action === 'Probe') process.exit(0);
const port = new StandInDirectory('${lab.stateFile}');
const driver = new LdapEndpointDriver(port);
const target = { sipUri: given[given.indexOf('-SipAddress') + 1], poolFqdn: given[given.indexOf('-PersistentChatPoolFqdn') + 1] };
if (action === 'Remove') { const found = await findEndpoint(port, target.sipUri); if (found) await driver.remove(target, found.owner.guid); process.exit(0); }
switch ('${conduct}') {
  case 'obeys': await driver.create(target); process.exit(0);
  case 'fails': console.error('Access denied'); process.exit(1);
  case 'hangs': await new Promise((resolve) => setTimeout(resolve, 60_000)); break;
  case 'half succeeds': await driver.create(target); console.error('WARNING: it broke afterwards'); process.exit(1);
  case 'lies': process.exit(0);
  case 'makes it for another pool': {
    await driver.create(target);
    const found = await findEndpoint(port, target.sipUri);
    const [other] = await port.search({ base: 'DC=contoso,DC=com', scope: 'sub', where: { equals: ['msRTCSIP-TrustedServerFQDN', 'other.contoso.com'] }, attributes: [] });
    await port.modify(found.owner.guid, [{ operation: 'replace', attribute: 'msRTCSIP-ApplicationDestination', values: [Buffer.from(other.dn)] }]);
    process.exit(0);
  }
}
`,
  );
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${program}.mjs" "$@"\n`);
  chmodSync(program, 0o755);
  return program;
}

async function withPowerShell(conduct: Conduct) {
  lab = makeLab();
  if (conduct === 'makes it for another pool') {
    const context = lab.context();
    const container = `CN=Trusted Services,CN=RTC Service,CN=Services,CN=Configuration,DC=contoso,DC=com`;
    await context.forest.primary.add(
      `CN={other},${container}`,
      new Map([
        ['objectClass', [Buffer.from('msRTCSIP-TrustedService')]],
        ['msRTCSIP-TrustedServerFQDN', [Buffer.from('other.contoso.com')]],
      ]),
    );
  }
  const executable = standIn(conduct);
  const before = picture(lab.state());
  const endpoint = new PowerShellEndpointDriver({ executable, computerName: null, timeoutSeconds: 3 });
  const outcome = await cutOver(lab.context({ endpoint }));
  const back = async () => {
    const { error } = await goBackFrom(lab.context({ endpoint }));
    expect(error).toBeNull();
    expect(picture(lab.state())).toEqual(before);
    rmSync(join(executable, '..'), { recursive: true, force: true });
  };
  return { outcome, executable, back };
}

describe.skipIf(process.platform === 'win32')('the endpoint by PowerShell', () => {
  it('starts the program with the script and each value as an argument of its own', async () => {
    const { outcome, executable, back } = await withPowerShell('obeys');
    expect(outcome.error).toBeNull();
    const calls = readFileSync(`${executable}.log`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string[]);
    expect(calls.at(-1)?.slice(-6)).toEqual([
      '-Action',
      'New',
      '-SipAddress',
      SIP_URI,
      '-PersistentChatPoolFqdn',
      POOL,
    ]);
    await back();
  });

  it('takes an endpoint that the directory shows, whatever the program said', async () => {
    const { outcome, back } = await withPowerShell('half succeeds');
    expect(outcome.error).toBeNull();
    await back();
  });

  it.each(['fails', 'hangs', 'lies', 'makes it for another pool'] as const)(
    'stops half way when it %s, and the way back is open',
    async (conduct) => {
      const { outcome, back } = await withPowerShell(conduct);
      expect(outcome.error).toMatchObject({ exit: 'halfWay' });
      expect(outcome.steps.find((step) => step.state === 'failed')?.id).toBe('create-endpoint');
      await back();
    },
  );

  it('refuses values that a program could take for something else, before it is started', async () => {
    lab = makeLab();
    const driver = new PowerShellEndpointDriver({ executable: '/does/not/exist', computerName: null });
    expect(await driver.obstacle({ sipUri: "sip:a'; Remove-Item x@y", poolFqdn: POOL })).toContain('no SIP URI');
    expect(await driver.obstacle({ sipUri: SIP_URI, poolFqdn: '-ComputerName' })).toContain('no host name');
    expect(await driver.obstacle(target)).toContain('cannot be started');
  });

  it('quotes what a person types so that nothing in it is expanded', () => {
    lab = makeLab();
    expect(quoted("o'neill $env:x `n")).toBe("'o''neill $env:x `n'");
    expect(quoted('typographic ’ quote')).toBe("'typographic ’’ quote'");
  });
});
