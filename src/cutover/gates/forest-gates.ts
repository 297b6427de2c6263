/** Gates that look at the directory: who owns the URI, what may be done to it, who must agree. */
import { dnsNameOf, parentDn } from '#src/model/distinguished-name.ts';
import { accessTo, RIGHT } from '#src/model/security-descriptor.ts';
import { DESCRIPTOR, notRestorable, takeBeforeImage } from '../before-image.ts';
import { type DirectoryPort, readByDn, readByGuid, text, texts, values } from '../directory-port.ts';
import { applicationContacts, automaticEndpoint, trustedServices } from '../endpoint-state.ts';
import { block, type Gate, pass, warn } from './gate.ts';

const NAMED = ['distinguishedName'];

export const userGate: Gate = {
  id: 'G06',
  title: 'The well-known user exists and is enabled for SIP',
  acknowledgeable: false,
  async look({ context, user, owners }) {
    const { sipUri } = context.settings;
    const hint =
      'Set lookup.sipUri to the address that the clients use; ask the directory with (msRTCSIP-PrimaryUserAddress=sip:…).';
    if (user === null) {
      const users = owners.filter((owner) => owner.kind === 'user').length;
      return block(users === 0 ? `no user has ${sipUri}` : `${users} users have ${sipUri}`, hint);
    }
    const entry = await readByGuid(context.forest.primary, user.guid, ['msRTCSIP-UserEnabled']);
    if (entry === null)
      return block(
        `${context.settings.sipUri} belongs to ${user.dn}, which is in another domain`,
        'Name a domain controller of that domain in directory.url.',
      );
    if (text(entry, 'msRTCSIP-UserEnabled') !== 'TRUE') {
      return warn(
        `${user.dn} is not enabled for SIP (msRTCSIP-UserEnabled)`,
        'Check that this is the account that the Lookup service registers with.',
      );
    }
    return pass(`${user.dn} (${user.guid})`);
  },
};

export const oneOwnerGate: Gate = {
  id: 'G07',
  title: 'No other object of the forest claims the SIP URI',
  acknowledgeable: false,
  async look({ context, owners, user }) {
    const others = owners.filter((owner) => owner.guid !== user?.guid);
    if (others.length > 0) {
      const names = others.map((owner) => `${owner.dn} (by ${owner.by.join(', ')})`).join('; ');
      return block(`also claimed by ${names}`, 'Take the address away from the other object first.');
    }
    const { domains } = await context.forest.primary.describe();
    if (context.forest.globalCatalogue === null && domains.length > 1) {
      return block(
        'the forest has several domains and no global catalogue answers',
        'Name a global catalogue in directory.url (port 3269 must answer).',
      );
    }
    return pass(`one owner in the forest, looked for in SIP and proxy addresses`);
  },
};

export const removalRightsGate: Gate = {
  id: 'G08',
  title: 'The account may remove the user and bring it back',
  acknowledgeable: true,
  async look({ context, user }) {
    if (user === null) return block('there is no user to look at', 'See G06.');
    const { primary } = context.forest;
    const entry = await readByGuid(primary, user.guid, [DESCRIPTOR, 'sDRightsEffective', 'allowedAttributesEffective']);
    if (entry === null) return block(`${user.dn} cannot be read`, 'See G06.');
    const rights = Number(text(entry, 'sDRightsEffective') ?? 0);
    const writable = new Set(texts(entry, 'allowedAttributesEffective').map((name) => name.toLowerCase()));
    const hint = `Give the account full control over ${user.dn} and over objects of its container.`;
    if (!writable.has('msrtcsip-primaryuseraddress'))
      return block('the account may not write SIP attributes of the user', hint);
    if (context.settings.removal === 'disable') return pass('the account may clear the SIP attributes');
    const { token } = await primary.describe();
    const descriptor = values(entry, DESCRIPTOR)[0];
    if (token.length === 0 || descriptor === undefined) {
      if (rights === 0) return block('the account may change nothing of the access list of the user', hint);
      return warn('the directory does not tell the groups of the account, so the right to delete is not proved', hint);
    }
    const sids = new Set(token);
    const container = await readByDn(primary, parentDn(user.dn), [DESCRIPTOR]);
    const above = container === null ? undefined : values(container, DESCRIPTOR)[0];
    const direct = accessTo(descriptor, sids, RIGHT.delete);
    const through = above === undefined ? 'not-granted' : accessTo(above, sids, RIGHT.deleteChild, USER_CLASS);
    const lift = 'Lift "protect object from accidental deletion" on the object and its container, or grant the right.';
    if (direct === 'granted' || through === 'granted') {
      if (direct === 'denied' || through === 'denied') {
        return block('the user is protected from accidental deletion', lift);
      }
      return pass('delete is granted, and so are the SIP attributes');
    }
    return block(
      direct === 'denied' || through === 'denied'
        ? 'an entry of the access list forbids deletion'
        : 'nothing grants the account deletion',
      lift,
    );
  },
};

/** schemaIDGUID of the class user: an entry of a container may be limited to it. */
const USER_CLASS = 'bf967aba-0de6-11d0-a285-00aa003049e2';

export const childrenGate: Gate = {
  id: 'G09',
  title: 'Nothing lies below the user',
  acknowledgeable: false,
  async look({ context, user }) {
    if (user === null) return block('there is no user to look at', 'See G06.');
    if (context.settings.removal === 'disable') return pass('the user is not deleted, only disabled');
    const children = await context.forest.primary.search({
      base: user.dn,
      scope: 'one',
      where: { present: 'objectClass' },
      attributes: NAMED,
    });
    if (children.length === 0) return pass('no children');
    return block(
      `${children.length} objects lie below it: ${children
        .map((child) => child.dn)
        .slice(0, 5)
        .join('; ')}`,
      'Move or remove them, or set lookup.removal: disable; gc2pc deletes no tree.',
    );
  },
};

export const endpointRightsGate: Gate = {
  id: 'G10',
  title: 'The endpoint can be made',
  acknowledgeable: true,
  async look({ context, user }) {
    const { primary } = context.forest;
    const target = { sipUri: user?.uri ?? context.settings.sipUri, poolFqdn: context.settings.poolFqdn };
    const obstacle = await context.endpoint.obstacle(target);
    if (obstacle !== null) return block(obstacle, 'Remove the obstacle, or choose another endpoint.via.');
    if (context.endpoint.via !== 'ldap') return pass(`endpoint.via: ${context.endpoint.via}`);
    const { configurationBase } = await primary.describe();
    const container = await readByDn(primary, applicationContacts(configurationBase), ['allowedChildClassesEffective']);
    const may =
      container === null ? [] : texts(container, 'allowedChildClassesEffective').map((name) => name.toLowerCase());
    if (!may.includes('contact')) {
      return block(
        'the account may not create contacts below Application Contacts',
        'Use an account of RTCUniversalServerAdmins, or endpoint.via: powershell.',
      );
    }
    if ((await automaticEndpoint(primary, target.poolFqdn, target.sipUri)) === null) {
      return warn(
        `no endpoint of ${target.poolFqdn} exists to copy from; only SIP address, pool and display name will be written`,
        'Prefer endpoint.via: powershell; writing the contact by LDAP is outside Microsoft’s support in any case.',
      );
    }
    return warn(
      'the contact is copied from the automatic endpoint of the pool; this is outside Microsoft’s support',
      'Prefer endpoint.via: powershell where you can.',
    );
  },
};

export const poolGate: Gate = {
  id: 'G11',
  title: 'The directory knows the Persistent Chat pool',
  acknowledgeable: true,
  async look({ context }) {
    const { poolFqdn } = context.settings;
    const services = await trustedServices(context.forest.primary, poolFqdn);
    if (services.length > 0) return pass(`${services.length} trusted service(s) of ${poolFqdn}`);
    return block(
      `no trusted service of ${poolFqdn}`,
      'Check pool.fqdn, and that the topology with the Persistent Chat pool is published.',
    );
  },
};

export const controllersGate: Gate = {
  id: 'G12',
  title: 'Every listed domain controller answers, and none is forgotten',
  acknowledgeable: true,
  async look({ context }) {
    const { primary, others } = context.forest;
    const own = await primary.describe();
    const names = new Set([own.server.toLowerCase()]);
    for (const [name, port] of others) {
      try {
        const other = await port.describe();
        names.add(other.server.toLowerCase());
        if (other.configurationBase.toLowerCase() !== own.configurationBase.toLowerCase()) {
          return block(
            `${name} belongs to another forest (${dnsNameOf(other.forestBase)})`,
            'Correct directory.domainControllers.',
          );
        }
      } catch (error) {
        return block(
          `${name} does not answer: ${error instanceof Error ? error.message : String(error)}`,
          'Mend it, or take it off directory.domainControllers when it is gone for good.',
        );
      }
    }
    const known = await controllersOf(primary, own.configurationBase);
    const forgotten = known.filter((name) => !names.has(name.toLowerCase()));
    if (forgotten.length > 0) {
      return warn(
        `not listed, so not asked: ${forgotten.join(', ')}`,
        'Add them to directory.domainControllers; clients that use them may see the old state longer.',
      );
    }
    return pass(`${names.size} domain controller(s): ${[...names].join(', ')}`);
  },
};

async function controllersOf(primary: DirectoryPort, configurationBase: string): Promise<string[]> {
  const settings = await primary.search({
    base: `CN=Sites,${configurationBase}`,
    scope: 'sub',
    where: { equals: ['objectClass', 'nTDSDSA'] },
    attributes: NAMED,
  });
  const names: string[] = [];
  for (const entry of settings) {
    const server = await readByDn(primary, parentDn(entry.dn), ['dNSHostName']);
    const name = server === null ? null : text(server, 'dNSHostName');
    if (name !== null) names.push(name);
  }
  return names;
}

export const recoveryGate: Gate = {
  id: 'G14',
  title: 'The way back is known',
  acknowledgeable: true,
  async look({ context, user }) {
    if (user === null) return block('there is no user to look at', 'See G06.');
    const { primary } = context.forest;
    const image = await takeBeforeImage(primary, user.guid, context.now());
    if (image === null) return block(`${user.dn} cannot be read`, 'See G06.');
    const lost = notRestorable(image).map((item) => item.attribute);
    if (context.settings.removal === 'disable') return pass('the user stays; its attributes are written back');
    const { recycleBin } = await primary.describe();
    if (recycleBin) return pass('the AD Recycle Bin is on: the object comes back whole');
    return warn(
      `no AD Recycle Bin: the object comes back from its tombstone with GUID and SID, and its attributes from the before-image; not: ${lost.filter((name) => name === 'unicodePwd').join('')}`,
      'Have the password of the account at hand, or choose lookup.removal: disable.',
    );
  },
};
