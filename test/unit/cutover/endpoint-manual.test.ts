import { afterEach, describe, expect, it } from 'vitest';
import { attributes } from '#src/cutover/directory-port.ts';
import { ManualEndpointDriver } from '#src/cutover/endpoint-manual.ts';
import { applicationContacts, automaticEndpoint, findEndpoint } from '#src/cutover/endpoint-state.ts';
import { StandInDirectory } from '#src/engines/standin/stand-in-directory.ts';
import { cutOver, goBackFrom, type Lab, makeLab, POOL, picture, SIP_URI } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());

/** Does by hand what the last line said, half a look later. */
async function personRuns(command: string): Promise<void> {
  const port = new StandInDirectory(lab.stateFile);
  if (command.includes('Remove-CsPersistentChatEndpoint')) {
    const endpoint = await findEndpoint(port, SIP_URI);
    if (endpoint !== null) await port.remove(endpoint.owner.guid);
    return;
  }
  const { configurationBase } = await port.describe();
  const model = await automaticEndpoint(port, POOL, SIP_URI);
  const destination = model?.attributes.get('msRTCSIP-ApplicationDestination')?.[0]?.toString('utf8');
  await port.add(
    `CN={made by hand},${applicationContacts(configurationBase)}`,
    attributes({
      objectClass: 'contact',
      'msRTCSIP-PrimaryUserAddress': SIP_URI,
      ...(destination === undefined ? {} : { 'msRTCSIP-ApplicationDestination': destination }),
    }),
  );
}

function manual(heard: string[], acts: boolean): ManualEndpointDriver {
  return new ManualEndpointDriver(new StandInDirectory(lab.stateFile), (text) => {
    heard.push(text.trim());
    if (acts && text.includes('CsPersistentChatEndpoint')) setTimeout(() => void personRuns(text), 50);
  });
}

describe('an endpoint that a person makes', () => {
  it('is asked for by its cmdlet, waited for, and taken away again in the same way', async () => {
    lab = makeLab();
    const before = picture(lab.state());
    const heard: string[] = [];
    const there = await cutOver(lab.context({ endpoint: manual(heard, true) }));
    expect(there.error).toBeNull();
    expect(heard[1]).toMatch(/^New-CsPersistentChatEndpoint /);
    expect(heard[1]).toContain(`-SipAddress '${SIP_URI}'`);
    expect(heard[1]).toContain(`-PersistentChatPoolFqdn '${POOL}'`);
    expect((await findEndpoint(new StandInDirectory(lab.stateFile), SIP_URI))?.owner.dn).toContain('made by hand');
    const back = await goBackFrom(lab.context({ endpoint: manual(heard, true) }));
    expect(back.error).toBeNull();
    expect(heard.join('\n')).toContain('Remove-CsPersistentChatEndpoint');
    expect(picture(lab.state())).toEqual(before);
  });

  it('is waited for until the operator stops the run, which then goes on or back', async () => {
    lab = makeLab();
    const before = picture(lab.state());
    const stop = new AbortController();
    const endpoint = new ManualEndpointDriver(new StandInDirectory(lab.stateFile), (text) => {
      if (text.includes('New-Cs')) stop.abort();
    });
    const stopped = await cutOver(lab.context({ endpoint, stop: stop.signal }));
    expect(stopped.error).toMatchObject({ exit: 'interrupted' });
    expect(stopped.steps.find((step) => step.id === 'create-endpoint')?.state).not.toBe('done');
    expect((await goBackFrom(lab.context({ endpoint: manual([], false) }))).error).toBeNull();
    expect(picture(lab.state())).toEqual(before);
  });
});
