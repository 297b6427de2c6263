/**
 * What a session leaves: one JSON file a tier. A later session replaces the groups that it measured whole, and no others: a
 * part of a group, asked for by name, never stands in for what was measured side by side.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from './machine.ts';
import type { Measure } from './measure.ts';
import type { Ratio } from './ratios.ts';
import type { TierName } from './tier.ts';

export interface GroupResult {
  readonly name: string;
  readonly title: string;
  /** ISO, UTC: when it was over. */
  readonly takenAt: string;
  /** Of gc2pc: the commit, null where it is no checkout. */
  readonly commit: string | null;
  readonly rows: number;
  readonly rounds: number;
  readonly measures: readonly Measure[];
  readonly ratios: readonly Ratio[];
}

export interface Results {
  readonly tier: TierName;
  readonly machine: Machine;
  readonly versions: readonly string[];
  readonly groups: readonly GroupResult[];
}

export function merged(file: string | null, results: Results): Results {
  if (file === null || !existsSync(file)) return results;
  const earlier = JSON.parse(readFileSync(file, 'utf8')) as Results;
  if (earlier.tier !== results.tier) return results;
  const kept = new Map(earlier.groups.map((group) => [group.name, group]));
  for (const group of results.groups) {
    const before = kept.get(group.name)?.measures.length ?? 0;
    if (group.measures.length >= before) kept.set(group.name, group);
  }
  return { ...results, groups: [...kept.values()] };
}

export function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, rounded, 2)}\n`);
}

/** Milliseconds and ratios to three digits: the rest is noise. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(3)) : value;
}
