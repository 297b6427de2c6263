/**
 * The plan's hash: SHA-256 over everything that decides the plan, in one canonical form, streamed. Messages, counters
 * and other tables that only grow are left out, so that a plan stays itself while people write.
 */
import { createHash, type Hash } from 'node:crypto';
import type { LegacyInventory, TargetInventory } from '#src/model/inventory.ts';
import type { Filter, Policies } from '#src/model/policies.ts';
import { only, type RowList } from '#src/model/row-list.ts';

/** Text that is gathered before it is hashed: one call a row would cost more than the hashing. */
const CHUNK_UNITS = 64 * 1024;

export interface Decisive {
  readonly source: LegacyInventory;
  readonly target: TargetInventory;
  readonly policies: Policies;
  readonly filter: Filter;
  readonly ruleVersion: string;
}

/** Lower-case hex. The lists of the inventories must be in primary-key order. */
export function fingerprint(decisive: Decisive): string {
  const { source, target } = decisive;
  const digest = new Digest();
  digest.value('rules', decisive.ruleVersion);
  digest.value('policies', decisive.policies);
  digest.value('filter', decisive.filter);
  digest.value('source', [source.identity, source.version, source.collation, source.ticksFunction]);
  digest.rows('addIns', source.addIns);
  digest.rows('principals', source.principals);
  digest.rows('nodes', source.nodes);
  digest.rows('scopes', source.scopes);
  digest.rows('roles', source.roles);
  digest.rows('roleTypes', source.roleTypes);
  digest.rows('enumValues', source.enumValues);
  digest.rows('malformed', source.malformed);
  digest.value('affiliations', source.affiliations.pairs);
  for (const { prinID } of only(source.principals, 'prinID')) digest.integers(source.affiliations.of(prinID));
  digest.value('target', [target.identity, target.collation, target.ticksFunction, String(target.systemRevision)]);
  digest.value('identityColumns', target.identityColumns.toSorted());
  digest.rows('targetAddIns', target.addIns);
  digest.rows('targetPrincipals', target.principals);
  digest.rows('targetNodes', target.nodes);
  digest.rows('targetRoleTypes', target.roleTypes);
  digest.rows('targetEnumValues', target.enumValues);
  digest.rows('targetPrincipalTypes', target.principalTypes);
  digest.value('preferenceKeys', target.preferenceKeys.toSorted());
  return digest.hex();
}

class Digest {
  readonly #hash: Hash = createHash('sha256');
  #chunk = '';

  value(name: string, value: unknown): void {
    this.#add(`${name}:${JSON.stringify(canonical(value))}\n`);
  }

  rows(name: string, rows: RowList<object>): void {
    this.#add(`${name}:${rows.length}\n`);
    let columns: readonly string[] = [];
    for (const row of rows) {
      const names = Object.keys(row);
      // Rows of one table have their columns in one order, nearly always; sorting them once will do.
      if (names.length !== columns.length || !columns.every((column) => column in row)) {
        columns = names.sort();
        this.#add(`${columns.join(',')}\n`);
      }
      const values = columns.map((column) => plain((row as Record<string, unknown>)[column]));
      this.#add(`${JSON.stringify(values)}\n`);
    }
  }

  integers(values: Int32Array): void {
    this.#flush();
    this.#hash.update(values);
  }

  hex(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #add(text: string): void {
    this.#chunk += text;
    if (this.#chunk.length > CHUNK_UNITS) this.#flush();
  }

  #flush(): void {
    if (this.#chunk === '') return;
    this.#hash.update(this.#chunk, 'utf16le');
    this.#chunk = '';
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'object' && value !== null ? canonical(value) : value;
}

/** The same value with the keys of its objects sorted. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return plain(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}
