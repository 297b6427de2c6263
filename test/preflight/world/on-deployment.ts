/** Tests on a deployment of real parts, made once for all of them; where a part is not to be had, it says which. */
import { afterAll, beforeAll, describe } from 'vitest';
import { sambaMissing } from '#fixtures/directory/samba.ts';
import { OPENSSL_MISSING } from '#test/support/certificates.ts';
import { SQL_SERVER, SQLITE, type TestEngine } from '#test/support/engines.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';
import { Deployment } from './deployment.ts';

/** Ports below 1024 are bound on addresses of loopback, so what Samba needs is what the rest needs too. */
const MISSING = sambaMissing() ?? (OPENSSL_MISSING ? 'not installed: openssl' : null);

export function onDeployment(engine: TestEngine['name'], title: string, tests: (world: () => Deployment) => void) {
  const without = MISSING === null ? '' : ` [skipped, ${MISSING}]`;
  const absent = MISSING !== null || (engine === 'sqlserver' && sqlServerMissing);
  describe.skipIf(absent)(`${title}${without} (${engine})`, () => {
    let world: Deployment;
    beforeAll(async () => {
      world = await Deployment.build(engine === 'sqlite' ? SQLITE : SQL_SERVER);
    }, 300_000);
    afterAll(() => world?.dispose());
    tests(() => world);
  });
}
