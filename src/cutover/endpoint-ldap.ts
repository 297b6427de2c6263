/**
 * Writes the endpoint's contact itself. No document states what New-CsPersistentChatEndpoint writes, so the values are
 * copied from the endpoint that the pool's own installation made; without one, only what follows from the schema's
 * description is written. This way is outside Microsoft's support, and the plan says so.
 */
import { createHash } from 'node:crypto';
import { childDn } from '#src/model/distinguished-name.ts';
import { type Attributes, attributes, type DirectoryPort, readByDn, values } from './directory-port.ts';
import type { EndpointDriver, EndpointTarget } from './endpoint-driver-port.ts';
import { APPLICATION_DESTINATION, applicationContacts, automaticEndpoint, trustedServices } from './endpoint-state.ts';

/** What belongs to the pool and not to one endpoint. */
const COPIED = [
  'msRTCSIP-OwnerUrn',
  'msRTCSIP-OptionFlags',
  'msRTCSIP-ApplicationOptions',
  APPLICATION_DESTINATION,
  'msRTCSIP-PrimaryHomeServer',
  'msRTCSIP-DeploymentLocator',
  'msRTCSIP-UserEnabled',
  'msRTCSIP-UserRoutingGroupId',
  'msRTCSIP-TenantId',
] as const;
const TIMEOUT_SECONDS = 60;

export class LdapEndpointDriver implements EndpointDriver {
  readonly via = 'ldap';
  readonly timeoutSeconds = TIMEOUT_SECONDS;
  readonly #port: DirectoryPort;

  constructor(port: DirectoryPort) {
    this.#port = port;
  }

  says(target: EndpointTarget): string {
    return `write a contact with ${target.sipUri} for ${target.poolFqdn} below Application Contacts over LDAP (outside Microsoft's support)`;
  }

  saysUndo(target: EndpointTarget): string {
    return `delete the contact with ${target.sipUri} by its GUID over LDAP`;
  }

  async obstacle(target: EndpointTarget): Promise<string | null> {
    const { configurationBase } = await this.#port.describe();
    const container = applicationContacts(configurationBase);
    if ((await readByDn(this.#port, container, ['objectClass'])) === null) return `there is no container ${container}`;
    const model = await automaticEndpoint(this.#port, target.poolFqdn, target.sipUri);
    if (model !== null || (await trustedServices(this.#port, target.poolFqdn)).length > 0) return null;
    return `the directory knows no trusted service of ${target.poolFqdn}, so no contact can point to it`;
  }

  async create(target: EndpointTarget): Promise<void> {
    const { configurationBase } = await this.#port.describe();
    const model = await automaticEndpoint(this.#port, target.poolFqdn, target.sipUri);
    const copied: Attributes =
      model === null
        ? await this.#plain(target)
        : new Map(COPIED.map((name) => [name, values(model, name)] as const).filter(([, list]) => list.length > 0));
    const own = attributes({
      objectClass: 'contact',
      displayName: target.sipUri.slice(target.sipUri.indexOf(':') + 1),
      'msRTCSIP-PrimaryUserAddress': target.sipUri,
    });
    const name = `{${endpointName(target)}}`;
    await this.#port.add(childDn('CN', name, applicationContacts(configurationBase)), new Map([...copied, ...own]));
  }

  async remove(_target: EndpointTarget, guid: string): Promise<void> {
    await this.#port.remove(guid);
  }

  async #plain(target: EndpointTarget): Promise<Attributes> {
    const service = (await trustedServices(this.#port, target.poolFqdn))[0];
    return attributes({
      'msRTCSIP-UserEnabled': 'TRUE',
      ...(service === undefined ? {} : { [APPLICATION_DESTINATION]: service.dn }),
    });
  }
}

/** The same name for the same endpoint: a creation that got no answer cannot make a second one when it is repeated. */
function endpointName(target: EndpointTarget): string {
  const hex = createHash('sha256')
    .update(`${target.sipUri.toLowerCase()}\0${target.poolFqdn.toLowerCase()}`)
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
