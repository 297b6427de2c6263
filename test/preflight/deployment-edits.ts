/** How a test edits the world of a deployment, and the authorities that its certificates come from. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BASE, type DeploymentWorld, leaf, type topology } from './deployment-world.ts';
import type { Stated } from './facts.ts';

export const OWN = authority('Contoso CA');
export const OTHER = authority('Other CA');

type Loose<T> = { -readonly [Name in keyof T]: T[Name] };
export interface Mutable {
  source: Loose<NonNullable<Stated['source']>>;
  target: Loose<NonNullable<Stated['target']>>;
  current: NonNullable<Stated['current']>;
  findings: NonNullable<Stated['findings']>;
  prinADPath: string;
  /** Active people of the source who are not in the directory. */
  strangers: number;
  repository: NonNullable<Stated['repository']> | undefined;
}

export function set(world: DeploymentWorld, which: RegExp, name: string, value: string | string[] | Buffer): void {
  for (const [dn, from] of world.objects) if (which.test(dn)) world.objects.set(dn, { ...from, [name]: value });
}

export function move(world: DeploymentWorld, prefix: string, to: string): void {
  for (const [dn, from] of [...world.objects]) {
    if (!dn.startsWith(prefix)) continue;
    world.objects.delete(dn);
    world.objects.set(to, from);
  }
}

export function copy(world: DeploymentWorld, which: RegExp, name: string): void {
  for (const [dn, from] of [...world.objects]) if (which.test(dn)) world.objects.set(dn.replace(which, name), from);
}

export function edit(
  world: DeploymentWorld,
  change: (now: ReturnType<typeof topology>) => ReturnType<typeof topology>,
): void {
  if (world.topology !== null) world.topology = change(world.topology);
}

function authority(name: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'gc2pc-authority-'));
  const file = join(folder, 'authority.pem');
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${file}.key`, '-out', file, '-subj', `/CN=${name}`],
      { stdio: 'ignore' },
    );
    return new X509Certificate(readFileSync(file)).raw;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function compliant(world: DeploymentWorld, databases: Mutable): void {
  world.settings.answers = new Map([...world.settings.answers, ['compliance', 'yes']]);
  databases.target.databases = ['mgc', 'mgccomp'];
}

type User = NonNullable<NonNullable<Stated['current']>['principals']>[number];

export function user(prinPolicyID: string | null): User {
  return { prinTypeID: 5, prinPolicyID } as unknown as User;
}

/** One computer with every role. */
export function standardEdition(world: DeploymentWorld): void {
  const name = 'pcpool.contoso.com';
  move(world, 'CN=fe1,CN=Computers,', `CN=pcpool,CN=Computers,${BASE}`);
  set(world, /^CN=pcpool/, 'dNSHostName', name);
  for (const port of [443, 5061]) {
    world.certificates.set(`${name}:${port}`, [{ ...leaf(OWN), dnsNames: [name] }, leaf(OWN)]);
  }
  edit(world, (now) => ({
    ...now,
    pools: [
      {
        fqdn: name,
        computers: [name],
        services: now.pools.flatMap(({ services }) =>
          services.map((service) => ({
            ...service,
            dependsOn: service.dependsOn.map(({ role }) => ({ role, fqdn: name })),
          })),
        ),
      },
    ],
  }));
}
