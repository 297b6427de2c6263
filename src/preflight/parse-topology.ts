/**
 * Reads the file that `Get-CsTopology -AsXml` writes. Its form is not documented; what is read here (clusters with their
 * machines, services with the cluster they stand on, their dependencies by service id, ports, shares, SIP domains) is
 * the form of published topologies of 2010 and later. What is missing in a file is empty here, never guessed.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type ExitName, OperatorError } from '#src/model/errors.ts';
import type { Topology, TopologyPool, TopologyService } from './topology.ts';

/** The file is no exported topology. */
export class TopologyUnreadable extends OperatorError {
  readonly code = 'TOPOLOGY_UNREADABLE';
  readonly exit: ExitName = 'usage';
  readonly hint = 'Export it anew in the Lync Server Management Shell: (Get-CsTopology -AsXml) > topology.xml';

  constructor(why: string, cause?: unknown) {
    super(`The exported topology cannot be read: ${why}.`, cause);
  }
}

type Node = Readonly<Record<string, unknown>>;

const MANY = new Set([
  'InternalDomain',
  'Cluster',
  'Machine',
  'SqlInstance',
  'Service',
  'Dependency',
  'Port',
  'ClusterId',
  'SqlInstanceId',
]);
const BACKUP = /mirror|backup|standby|secondary/i;

/** @throws TopologyUnreadable */
export function parseTopology(text: string): Topology {
  const checked = XMLValidator.validate(text);
  if (checked !== true) throw new TopologyUnreadable(`it is not well-formed in line ${checked.err.line}`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseAttributeValue: false,
    parseTagValue: false,
    processEntities: true,
    isArray: (name) => MANY.has(name),
  });
  const topology = found(parser.parse(text) as Node, 'Topology');
  if (topology === null) throw new TopologyUnreadable('it holds no element Topology');
  const clusters = list(child(topology, 'Clusters'), 'Cluster');
  const named = new Map(clusters.map((cluster) => [clusterKey(cluster), attribute(cluster, 'Fqdn') ?? '']));
  const services = list(child(topology, 'Services'), 'Service');
  const homes = new Map(services.map((service) => [serviceKey(child(service, 'ServiceId')), homeOf(service, named)]));
  const pools = clusters.map((cluster): TopologyPool => {
    const fqdn = attribute(cluster, 'Fqdn') ?? '';
    return {
      fqdn,
      computers: list(cluster, 'Machine').flatMap((machine) => attribute(machine, 'Fqdn') ?? []),
      services: services
        .filter((service) => homeOf(service, named) === fqdn)
        .map((service) => serviceOf(service, services, named, homes)),
    };
  });
  const domains = list(child(topology, 'InternalDomains'), 'InternalDomain');
  return { pools, sipDomains: domains.flatMap((domain) => attribute(domain, 'Name') ?? []) };
}

function serviceOf(
  service: Node,
  all: readonly Node[],
  named: ReadonlyMap<string, string>,
  homes: ReadonlyMap<string, string>,
): TopologyService {
  const id = child(service, 'ServiceId');
  const version = Number(attribute(service, 'ServiceVersion') ?? Number.NaN);
  const needed = list(child(service, 'DependsOn'), 'Dependency').map((each) => ({
    usage: attribute(each, 'Usage') ?? '',
    id: child(each, 'ServiceId'),
  }));
  const backup = needed.find(({ usage }) => BACKUP.test(usage));
  const place = all.find((each) => serviceKey(child(each, 'ServiceId')) === serviceKey(backup?.id ?? null));
  return {
    role: attribute(id, 'RoleName') ?? '',
    version: Number.isFinite(version) ? version : null,
    dependsOn: needed.map((each) => ({
      role: attribute(each.id, 'RoleName') ?? '',
      fqdn: homes.get(serviceKey(each.id)) ?? '',
    })),
    place: placeOf(service, named),
    backup: (place === undefined ? null : placeOf(place, named)) ?? mirrorOf(service, named),
    ports: [...new Set(list(child(service, 'Ports'), 'Port').map((port) => Number(attribute(port, 'Port'))))],
  };
}

/** FQDN of the cluster that a service stands on, directly or by its SQL instance. */
function homeOf(service: Node, named: ReadonlyMap<string, string>): string {
  const installed = child(service, 'InstalledOn');
  const instance = list(installed, 'SqlInstanceId')[0] ?? null;
  const cluster = list(instance ?? installed, 'ClusterId')[0] ?? null;
  return named.get(idKey(cluster)) ?? '';
}

function placeOf(service: Node, named: ReadonlyMap<string, string>): string | null {
  const home = homeOf(service, named);
  const instance = list(child(service, 'InstalledOn'), 'SqlInstanceId')[0];
  if (instance !== undefined) return sqlPlace(home, attribute(instance, 'Name'));
  const share = attribute(child(service, 'FileStoreService'), 'ShareName');
  return share === null ? null : `\\\\${home}\\${share}`;
}

/** A second instance below InstalledOn is the mirror. */
function mirrorOf(service: Node, named: ReadonlyMap<string, string>): string | null {
  const mirror = list(child(service, 'InstalledOn'), 'SqlInstanceId')[1];
  if (mirror === undefined) return null;
  return sqlPlace(named.get(idKey(list(mirror, 'ClusterId')[0] ?? null)) ?? '', attribute(mirror, 'Name'));
}

function sqlPlace(host: string, instance: string | null): string {
  return instance === null || instance === '' || /^mssqlserver$/i.test(instance) ? host : `${host}\\${instance}`;
}

function clusterKey(cluster: Node): string {
  return idKey(list(cluster, 'ClusterId')[0] ?? null);
}

function idKey(id: Node | null): string {
  return `${attribute(id, 'SiteId')}:${attribute(id, 'Number')}`;
}

function serviceKey(id: Node | null): string {
  return `${attribute(id, 'SiteId')}-${attribute(id, 'RoleName')}-${attribute(id, 'Instance')}`;
}

/** The export may be wrapped, e.g. by a file of the Topology Builder. */
function found(node: Node, name: string): Node | null {
  for (const [key, value] of Object.entries(node)) {
    if (typeof value !== 'object' || value === null) continue;
    const inner = (Array.isArray(value) ? value[0] : value) as Node;
    if (key === name) return inner;
    const deeper = found(inner, name);
    if (deeper !== null) return deeper;
  }
  return null;
}

function child(node: Node | null, name: string): Node | null {
  const value = node?.[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'object' && first !== null ? (first as Node) : null;
}

function list(node: Node | null, name: string): readonly Node[] {
  const value = node?.[name];
  if (!Array.isArray(value)) return [];
  return value.filter((each): each is Node => typeof each === 'object' && each !== null);
}

function attribute(node: Node | null, name: string): string | null {
  const value = node?.[`@${name}`];
  return typeof value === 'string' ? value : null;
}
