/**
 * A directory in a file, for rehearsals: it keeps what a cut-over relies on. Objects have GUIDs and SIDs that survive
 * deletion, tombstones lose what tombstones lose, links have back links, access lists protect, the schema is asked.
 * Each operation reads the file and, when it changes something, replaces it before it returns.
 */
import { randomBytes } from 'node:crypto';
import { DirectoryRefused } from '#src/cutover/directory-errors-port.ts';
import {
  type Attributes,
  type Change,
  type DirectoryDescription,
  type DirectoryEntry,
  type DirectoryPort,
  type DirectoryQuery,
  entryOf,
} from '#src/cutover/directory-port.ts';
import { childDn, leftmostRdn, parentDn } from '#src/model/distinguished-name.ts';
import { guidText, sidBytes } from '#src/model/object-identity.ts';
import { accessTo, buildDescriptor, RIGHT } from '#src/model/security-descriptor.ts';
import { DN_SYNTAX, keyOf, matches } from './matching.ts';
import {
  readState,
  type StandInAttribute,
  type StandInState,
  type StoredObject,
  toBytes,
  toStored,
  writeState,
} from './state.ts';
import { indexBackLinks, normalOf, wholeAttributes } from './view.ts';

const ALREADY_EXISTS = 68;
const NO_SUCH_OBJECT = 32;
const NO_SUCH_ATTRIBUTE = 16;
const UNDEFINED_ATTRIBUTE = 17;
const CONSTRAINT = 19;
const VALUE_EXISTS = 20;
const INSUFFICIENT = 50;
const UNWILLING = 53;
const NON_LEAF = 66;

/** What is left of an object without a recycle bin. */
const TOMBSTONE = new Set([
  ...['objectClass', 'objectGUID', 'objectSid', 'sAMAccountName', 'userAccountControl', 'instanceType', 'name', 'cn'],
  ...['whenCreated', 'uSNCreated', 'uSNChanged', 'nTSecurityDescriptor', 'lastKnownParent', 'isDeleted'],
]);

export class StandInDirectory implements DirectoryPort {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async describe(): Promise<DirectoryDescription> {
    const state = readState(this.#file);
    return {
      server: state.server,
      domainBase: state.domainBase,
      configurationBase: `CN=Configuration,${state.domainBase}`,
      schemaBase: `CN=Schema,CN=Configuration,${state.domainBase}`,
      forestBase: state.domainBase,
      domains: [state.domainBase],
      recycleBin: state.recycleBin,
      token: state.token,
    };
  }

  async search(query: DirectoryQuery): Promise<DirectoryEntry[]> {
    const state = readState(this.#file);
    const base = typeof query.base === 'string' ? query.base : state.objects[query.base.guid]?.dn;
    if (base === undefined) return [];
    const found: DirectoryEntry[] = [];
    const backLinks = indexBackLinks(state);
    for (const [guid, object] of Object.entries(state.objects)) {
      if (object.deleted && query.deleted !== true) continue;
      if (!inScope(object.dn, base, query.scope)) continue;
      const whole = wholeAttributes(state, guid, query.attributes, backLinks);
      const named = new Map([...whole].map(([name, list]) => [name.toLowerCase(), list]));
      if (
        !matches(
          query.where,
          (name) => named.get(name.toLowerCase()) ?? [],
          (name) => schemaOf(state, name),
        )
      )
        continue;
      found.push(entryOf(object.dn, asked(whole, query.attributes)));
    }
    return found;
  }

  async add(dn: string, given: Attributes): Promise<void> {
    const state = readState(this.#file);
    const doing = `create ${dn}`;
    const parent = parentDn(dn);
    if (at(state, dn) !== null) throw new DirectoryRefused(ALREADY_EXISTS, doing, '');
    if (at(state, parent) === null) throw new DirectoryRefused(NO_SUCH_OBJECT, doing, `no container ${parent}`);
    const classes = (given.get('objectClass') ?? []).map(String);
    const structural = classes.at(-1) ?? '';
    const known = state.classes[structural];
    if (known === undefined) throw new DirectoryRefused(65, doing, `no class ${structural}`);
    const { type, value } = leftmostRdn(dn);
    const guid = randomBytes(16);
    const object: StoredObject = { dn, attributes: {}, deleted: false, cutLinks: [] };
    for (const [name, list] of given) {
      const schema = this.#writable(state, name, doing, true);
      if (schema.single && list.length > 1) throw new DirectoryRefused(CONSTRAINT, doing, `${name} takes one value`);
      this.#checkLinks(state, schema, list, doing, name);
      object.attributes[name] = list.map(toStored);
    }
    if (known.principal) this.#nameAccount(state, object, value, doing);
    const now = clock();
    state.usn += 1;
    const owner = state.token[0] ?? 'S-1-5-18';
    Object.assign(object.attributes, {
      objectClass: classes.length > 1 ? classes : ['top', structural],
      [type.toLowerCase()]: [value],
      name: [value],
      distinguishedName: [dn],
      objectGUID: [toStored(guid)],
      instanceType: ['4'],
      whenCreated: [now],
      whenChanged: [now],
      uSNCreated: [String(state.usn)],
      uSNChanged: [String(state.usn)],
    });
    object.attributes.nTSecurityDescriptor ??= [
      toStored(
        Buffer.from(
          buildDescriptor(
            owner,
            state.token.map((sid) => ({ denies: false, mask: 0xf01ff, sid })),
          ),
        ),
      ),
    ];
    state.objects[guidText(guid)] = object;
    writeState(this.#file, state);
  }

  async modify(guid: string, changes: readonly Change[]): Promise<void> {
    const state = readState(this.#file);
    const doing = `modify ${guid}`;
    const object = state.objects[guid];
    if (object === undefined || object.deleted) throw new DirectoryRefused(NO_SUCH_OBJECT, doing, '');
    for (const change of changes) {
      const schema = this.#writable(state, change.attribute, doing, false);
      const name = spelling(object, change.attribute);
      const old = (object.attributes[name] ?? []).map(toBytes);
      const keys = new Set(change.values.map((value) => keyOf(value, schema.syntax)));
      let list: Buffer[];
      if (change.operation === 'replace') list = [...change.values];
      else if (change.operation === 'add') {
        if (old.some((value) => keys.has(keyOf(value, schema.syntax)))) {
          throw new DirectoryRefused(VALUE_EXISTS, doing, name);
        }
        list = [...old, ...change.values];
      } else {
        list = change.values.length === 0 ? [] : old.filter((value) => !keys.has(keyOf(value, schema.syntax)));
        if (list.length === old.length) throw new DirectoryRefused(NO_SUCH_ATTRIBUTE, doing, name);
      }
      if (schema.single && list.length > 1) throw new DirectoryRefused(CONSTRAINT, doing, `${name} takes one value`);
      this.#checkLinks(state, schema, change.operation === 'delete' ? [] : change.values, doing, name);
      if (list.length === 0) delete object.attributes[name];
      else object.attributes[name] = list.map(toStored);
    }
    touch(state, object);
    writeState(this.#file, state);
  }

  async remove(guid: string): Promise<void> {
    const state = readState(this.#file);
    const object = state.objects[guid];
    if (object === undefined || object.deleted) return;
    const doing = `delete ${guid}`;
    if (Object.values(state.objects).some((other) => !other.deleted && same(parentDn(other.dn), object.dn))) {
      throw new DirectoryRefused(NON_LEAF, doing, '');
    }
    if (!mayDelete(state, object)) throw new DirectoryRefused(INSUFFICIENT, doing, '');
    const parent = parentDn(object.dn);
    for (const [holder, other] of Object.entries(state.objects)) {
      if (holder === guid || other.deleted) continue;
      for (const [name, list] of Object.entries(other.attributes)) {
        const link = schemaOf(state, name)?.linkId;
        if (link === null || link === undefined) continue;
        const kept = list.filter((value) => !same(toBytes(value).toString('utf8'), object.dn));
        if (kept.length === list.length) continue;
        object.cutLinks.push({ holder, attribute: name });
        if (kept.length === 0) delete other.attributes[name];
        else other.attributes[name] = kept;
        touch(state, other);
      }
    }
    object.attributes.lastKnownParent = [parent];
    object.attributes.isDeleted = ['TRUE'];
    if (!state.recycleBin) {
      for (const name of Object.keys(object.attributes)) if (!TOMBSTONE.has(name)) delete object.attributes[name];
      object.cutLinks = [];
    }
    object.deleted = true;
    const deletedName = `${leftmostRdn(object.dn).value}\nDEL:${guid}`;
    object.dn = childDn('CN', deletedName, `CN=Deleted Objects,${state.domainBase}`);
    object.attributes.distinguishedName = [object.dn];
    touch(state, object);
    writeState(this.#file, state);
  }

  async restore(guid: string, dn: string): Promise<void> {
    const state = readState(this.#file);
    const doing = `restore ${guid}`;
    const object = state.objects[guid];
    if (object === undefined || !object.deleted) throw new DirectoryRefused(NO_SUCH_OBJECT, doing, 'no deleted object');
    if (at(state, dn) !== null) throw new DirectoryRefused(ALREADY_EXISTS, doing, '');
    if (at(state, parentDn(dn)) === null) throw new DirectoryRefused(NO_SUCH_OBJECT, doing, 'the container is gone');
    object.dn = dn;
    object.deleted = false;
    delete object.attributes.isDeleted;
    object.attributes.distinguishedName = [dn];
    object.attributes.name = [leftmostRdn(dn).value];
    // An account without its attributes starts again as a member of Domain Users that must set a password.
    if (object.attributes.objectSid !== undefined && !state.recycleBin) setAccountDefaults(object);
    for (const { holder, attribute } of object.cutLinks) {
      const other = state.objects[holder];
      if (other === undefined || other.deleted) continue;
      const list = other.attributes[attribute] ?? [];
      if (schemaOf(state, attribute)?.single !== true || list.length === 0) other.attributes[attribute] = [...list, dn];
    }
    object.cutLinks = [];
    touch(state, object);
    writeState(this.#file, state);
  }

  /** The schema of an attribute that may be written; a system's own is refused as a server refuses it. */
  #writable(state: StandInState, name: string, doing: string, adding: boolean): StandInAttribute {
    const schema = schemaOf(state, name);
    if (schema === undefined) throw new DirectoryRefused(adding ? NO_SUCH_ATTRIBUTE : UNDEFINED_ATTRIBUTE, doing, name);
    const backLink = schema.linkId !== null && schema.linkId % 2 === 1;
    const constructed = (schema.systemFlags & 4) !== 0;
    if (constructed || backLink || (schema.systemOnly && !(adding && name === 'objectClass'))) {
      throw new DirectoryRefused(adding && constructed ? UNDEFINED_ATTRIBUTE : UNWILLING, doing, name);
    }
    return schema;
  }

  #checkLinks(
    state: StandInState,
    schema: StandInAttribute,
    list: readonly Buffer[],
    doing: string,
    name: string,
  ): void {
    if (schema.syntax !== DN_SYNTAX || name === 'distinguishedName' || name === 'objectCategory') return;
    for (const value of list) {
      if (at(state, value.toString('utf8')) === null)
        throw new DirectoryRefused(CONSTRAINT, doing, `${name}: no such object`);
    }
  }

  #nameAccount(state: StandInState, object: StoredObject, value: string, doing: string): void {
    object.attributes.sAMAccountName ??= [value];
    const wanted = String(object.attributes.sAMAccountName[0]).toLowerCase();
    for (const other of Object.values(state.objects)) {
      if (!other.deleted && String(other.attributes.sAMAccountName?.[0] ?? '').toLowerCase() === wanted) {
        throw new DirectoryRefused(ALREADY_EXISTS, doing, `sAMAccountName ${wanted} is in use`);
      }
    }
    object.attributes.objectSid = [toStored(Buffer.from(sidBytes(`${state.domainSid}-${state.nextRid}`)))];
    state.nextRid += 1;
    setAccountDefaults(object);
  }
}

function setAccountDefaults(object: StoredObject): void {
  if (!object.attributes.objectClass?.includes('user')) return;
  object.attributes.primaryGroupID = ['513'];
  object.attributes.pwdLastSet = ['0'];
}

function same(one: string, other: string): boolean {
  return normalOf(one) === normalOf(other);
}

function inScope(dn: string, base: string, scope: DirectoryQuery['scope']): boolean {
  if (base === '') return true;
  if (scope === 'base') return same(dn, base);
  if (scope === 'one') return normalOf(parentDn(dn)) === normalOf(base);
  const [inner, outer] = [normalOf(dn), normalOf(base)];
  return inner === outer || inner.endsWith(`,${outer}`);
}

function asked(whole: Attributes, names: readonly string[]): Attributes {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const everything = wanted.has('*');
  wanted.add('objectguid');
  return new Map(
    [...whole].filter(([name]) => wanted.has(name.toLowerCase()) || (everything && name !== 'nTSecurityDescriptor')),
  );
}

function at(state: StandInState, dn: string): StoredObject | null {
  const wanted = normalOf(dn);
  for (const object of Object.values(state.objects))
    if (!object.deleted && normalOf(object.dn) === wanted) return object;
  return null;
}

function schemaOf(state: StandInState, name: string): StandInAttribute | undefined {
  const exact = state.schema[name];
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  return Object.entries(state.schema).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

function spelling(object: StoredObject, name: string): string {
  const wanted = name.toLowerCase();
  return Object.keys(object.attributes).find((key) => key.toLowerCase() === wanted) ?? name;
}

function mayDelete(state: StandInState, object: StoredObject): boolean {
  const token = new Set(state.token);
  const own = object.attributes.nTSecurityDescriptor?.[0];
  const container = at(state, parentDn(object.dn))?.attributes.nTSecurityDescriptor?.[0];
  const direct = own === undefined ? 'granted' : accessTo(toBytes(own), token, RIGHT.delete);
  const through = container === undefined ? 'granted' : accessTo(toBytes(container), token, RIGHT.deleteChild);
  return direct === 'granted' || through === 'granted';
}

function touch(state: StandInState, object: StoredObject): void {
  state.usn += 1;
  object.attributes.uSNChanged = [String(state.usn)];
  object.attributes.whenChanged = [clock()];
}

/** Generalised time, as a directory writes it. */
function clock(): string {
  return `${new Date().toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}.0Z`;
}
