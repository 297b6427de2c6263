/** Puts the legacy endpoint in the place of the user. Only the directory's word counts, not the driver's. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../context.ts';
import { StepFailed } from '../cutover-errors-port.ts';
import { readByGuid } from '../directory-port.ts';
import type { EndpointDriver, EndpointTarget } from '../endpoint-driver-port.ts';
import { findEndpoint } from '../endpoint-state.ts';
import { toLdif } from '../ldif.ts';
import type { Step, StepWorld } from '../step.ts';

export function endpointStep(driver: EndpointDriver, target: EndpointTarget): Step {
  return {
    id: 'create-endpoint',
    title: 'Create the legacy endpoint with the same SIP URI',
    check: {
      says: `a contact below Application Contacts owns ${target.sipUri} and belongs to ${target.poolFqdn}`,
      run: async (world) => ((await isThere(world, target)) ? 'done' : 'pending'),
    },
    act: {
      says: driver.says(target),
      run: async ({ context }) => {
        await driver.create(target, context.stop);
        return `created by ${driver.via}`;
      },
    },
    confirm: { says: 'the directory shows it', run: (world) => confirm(world, target) },
    undo: { says: driver.saysUndo(target), run: (world) => remove(world, driver, target) },
    timeoutSeconds: driver.timeoutSeconds,
    reversible: true,
  };
}

async function isThere({ context }: StepWorld, target: EndpointTarget): Promise<boolean> {
  const endpoint = await findEndpoint(context.forest.primary, target.sipUri);
  if (endpoint === null) return false;
  if (endpoint.pool !== null && endpoint.pool.toLowerCase() !== target.poolFqdn.toLowerCase()) {
    throw new StepFailed(
      'create-endpoint',
      `the endpoint ${endpoint.owner.dn} belongs to ${endpoint.pool}, not to ${target.poolFqdn}`,
      'Roll back, or remove that endpoint and run the same command again.',
    );
  }
  return true;
}

async function confirm(world: StepWorld, target: EndpointTarget): Promise<void> {
  const { context } = world;
  if (!(await isThere(world, target))) {
    throw new StepFailed(
      'create-endpoint',
      `no endpoint with ${target.sipUri} has appeared`,
      'Read the output of the command above; run the same command again, or roll back.',
    );
  }
  const endpoint = await findEndpoint(context.forest.primary, target.sipUri);
  if (endpoint === null) return;
  await record(context, 'endpoint:seen', 'create-endpoint', {
    guid: endpoint.owner.guid,
    dn: endpoint.owner.dn,
    pool: endpoint.pool,
  });
  if (endpoint.pool === null) {
    context.findings.push({
      id: 'C05-pool-not-proved',
      severity: 'warn',
      subject: endpoint.owner.dn,
      message: 'the contact names no trusted service, so the directory cannot prove its pool',
      hint: `Run Get-CsPersistentChatEndpoint and check that it belongs to ${target.poolFqdn}.`,
    });
  }
}

/** The gates have proved that no such contact existed before: whatever contact is there now came with this attempt. */
async function remove({ context }: StepWorld, driver: EndpointDriver, target: EndpointTarget): Promise<string> {
  const endpoint = await findEndpoint(context.forest.primary, target.sipUri);
  if (endpoint === null) return 'there is no endpoint';
  const { guid, dn } = endpoint.owner;
  const whole = await readByGuid(context.forest.primary, guid);
  if (whole !== null) {
    writeFileSync(join(context.folder, `endpoint-${guid}.ldif`), toLdif(whole, ['endpoint removed by a rollback']), {
      mode: 0o600,
    });
  }
  await record(context, 'endpoint:removing', 'create-endpoint', { guid, dn });
  await driver.remove(target, guid, context.stop);
  if ((await readByGuid(context.forest.primary, guid, ['objectClass'])) !== null) {
    throw new StepFailed(
      'create-endpoint',
      `the endpoint ${dn} is still there`,
      'Remove it with Remove-CsPersistentChatEndpoint, then run the same command again.',
    );
  }
  return `removed ${dn}`;
}
