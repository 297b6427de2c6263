/** Single changes of a deployment, each of which gives back the way to undo it. */
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyLdif } from '#fixtures/directory/samba.ts';
import { type Attributes, attributes, readByDn, values } from '#src/cutover/directory-port.ts';
import type { Result } from '#src/preflight/check.ts';
import type { Authority, Wanted } from './authority.ts';
import type { Deployment, Side } from './deployment.ts';
import type { Substitutes } from './facts-of-2012.ts';

export type Undo = () => Promise<void> | void;
export type Make = (world: Deployment) => Promise<Undo> | Undo;

export interface Change {
  readonly title: string;
  readonly make: Make;
  /** Exactly the checks that come to another result, with that result. */
  readonly flips: Readonly<Record<string, Result>>;
  /** Why it is a stated fact, and not a real part, that changes. */
  readonly stated?: string;
}

export function change(title: string, make: Make, flips: Change['flips'], stated?: string): Change {
  return { title, make, flips, ...(stated === undefined ? {} : { stated }) };
}

/** One key of the configuration; undefined takes it away. */
export function setting(section: string, key: string, value: unknown): Make {
  return (world) => {
    const before = world.settings;
    world.settings = { ...before, [section]: { ...before[section], [key]: value } };
    return () => {
      world.settings = before;
    };
  };
}

export function answer(id: string, value: string | undefined): Make {
  return (world) => {
    const answers = world.settings.preflight?.answers as Record<string, unknown>;
    return setting('preflight', 'answers', { ...answers, [id]: value })(world);
  };
}

/** One piece of the exported topology. */
export function topology(from: string, to: string): Make {
  return (world) => {
    const before = world.topology;
    if (before.split(from).length !== 2) throw new Error(`the topology has not just one ${from}`);
    world.topology = before.replace(from, () => to);
    return () => {
      world.topology = before;
    };
  };
}

/** An attribute of an object of the directory; an empty list takes it away. */
export function attribute(dn: string, name: string, wanted: readonly string[]): Make {
  return async ({ directory }) => {
    const entry = await readByDn(directory, dn, [name]);
    if (entry === null) throw new Error(`there is no ${dn}`);
    const replace = (list: readonly Buffer[]) =>
      directory.modify(entry.guid, [{ operation: 'replace', attribute: name, values: list }]);
    await replace(wanted.map((value) => Buffer.from(value)));
    return () => replace(values(entry, name));
  };
}

/** What a controller takes on its files alone: the schema. */
export function schemaAttribute(dn: string, name: string, value: string, before: string): Make {
  return async ({ controller }) => {
    const replace = async (by: string): Promise<void> => {
      await controller.stop();
      const ldif = `dn: ${dn}\nchangetype: modify\nreplace: ${name}\n${name}: ${by}\n`;
      applyLdif(controller.home, ldif, ['--option=dsdb:schema update allowed=true']);
      await controller.start();
    };
    await replace(value);
    return () => replace(before);
  };
}

export function object(dn: string, from: Attributes | Parameters<typeof attributes>[0]): Make {
  return async ({ directory }) => {
    await directory.add(dn, from instanceof Map ? from : attributes(from as Parameters<typeof attributes>[0]));
    const entry = await readByDn(directory, dn, ['cn']);
    if (entry === null) throw new Error(`${dn} was not made`);
    return () => directory.remove(entry.guid);
  };
}

export function all(...makes: readonly Make[]): Make {
  return async (world) => {
    const undos: Undo[] = [];
    for (const make of makes) undos.unshift(await make(world));
    return async () => {
      for (const undo of undos) await undo();
    };
  };
}

/** @param undo the statement that undoes the other one */
export function statement(side: Side, doing: string, undo: string): Make {
  return async (world) => {
    await world.execute(side, doing);
    return () => world.execute(side, undo);
  };
}

export function closed(name: string, ...ports: readonly number[]): Make {
  return async (world) => {
    const address = world.address(name);
    for (const port of ports) await world.listeners.close(address, port);
    return async () => {
      for (const port of ports) await world.reopen(name, port);
    };
  };
}

/** Another certificate at some ports of a Front End. */
export function certificate(
  name: string,
  ports: readonly number[],
  wanted: Partial<Wanted>,
  by: (world: Deployment) => Authority | Promise<Authority> = ({ authorities }) => authorities.forest,
): Make {
  return async (world) => {
    const issued = await (await by(world)).issue({ ...world.wanted(name), ...wanted });
    const address = world.address(name);
    for (const port of ports) {
      await world.listeners.close(address, port);
      await world.listeners.tls(address, port, issued);
    }
    return async () => {
      for (const port of ports) {
        await world.listeners.close(address, port);
        await world.reopen(name, port);
      }
    };
  };
}

/** Null takes the record away. */
export function record(name: string, of: ((world: Deployment) => readonly string[]) | null): Make {
  return (world) => {
    const before = world.names.records.get(name);
    if (before === undefined) throw new Error(`there is no record ${name}`);
    if (of === null) world.names.records.delete(name);
    else world.names.records.set(name, of(world));
    return () => void world.names.records.set(name, before);
  };
}

/** A file of the repository that has a size, and takes no room. */
export function file(name: string, bytes: number): Make {
  return ({ folder }) => {
    const path = join(folder, 'repository', name);
    writeFileSync(path, '');
    truncateSync(path, bytes);
    return () => rmSync(path);
  };
}

/** What the server of one side tells. */
export function told(side: Side, by: (facts: Substitutes) => Partial<Substitutes>): Make {
  return (world) => {
    const before = world.stand;
    world.stand = {
      ...before,
      facts: { ...before.facts, [side]: { ...before.facts[side], ...by(before.facts[side]) } },
    };
    return () => {
      world.stand = before;
    };
  };
}

export function stand(by: (world: Deployment) => Partial<Deployment['stand']>): Make {
  return (world) => {
    const before = world.stand;
    world.stand = { ...before, ...by(world) };
    return () => {
      world.stand = before;
    };
  };
}
