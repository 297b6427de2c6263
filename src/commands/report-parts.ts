/** Pieces of a report that several verbs have in common. */
import type { DatabaseIdentity } from '#src/model/identity.ts';
import { COUNT_KINDS, type CountKind } from '#src/model/plan.ts';
import type { CountLine } from '#src/report/report-data.ts';
import { SKIP_RULES } from '#src/transform/skip-rules.ts';
import type { PreparedPlan } from './prepare-plan.ts';

const KIND_WORDS: Readonly<Record<CountKind, string>> = {
  addIns: 'add-ins',
  principals: 'principals',
  categories: 'categories',
  rooms: 'rooms',
  scopes: 'scopes',
  roles: 'roles',
  affiliations: 'affiliations',
  members: 'members',
  messages: 'messages',
  chatCounters: 'message counters',
  invites: 'invitations',
  inviteCounters: 'invitation counters',
  preferences: 'preferences',
};

interface Count {
  readonly read: number;
  readonly written: number;
  readonly skipped: number;
  readonly rejected: number;
}

export function countLines(
  counts: Readonly<Partial<Record<CountKind, Count>>>,
  skippedBy: Readonly<Partial<Record<CountKind, Readonly<Record<string, number>>>>>,
): CountLine[] {
  return COUNT_KINDS.flatMap((kind) => {
    const count = counts[kind];
    if (count === undefined) return [];
    const rules = Object.entries(skippedBy[kind] ?? {}).map(([rule, rows]) => [ruleInWords(rule), rows] as const);
    const { read, written, skipped, rejected } = count;
    return [{ kind: KIND_WORDS[kind], read, written, skipped, rejected, skippedBy: Object.fromEntries(rules) }];
  });
}

function ruleInWords(rule: string): string {
  return (SKIP_RULES as Readonly<Record<string, string>>)[rule] ?? rule;
}

export function planFacts(prepared: PreparedPlan): [string, string][] {
  const { facts, plan, sourceVersion } = prepared;
  return [
    ['Source', `${databaseName(facts.source)} (${sourceVersion})`],
    ['Target', databaseName(facts.target)],
    ['Plan', plan.hash],
    ['Rules', plan.ruleVersion],
  ];
}

function databaseName(identity: DatabaseIdentity): string {
  return identity.engine === 'sqlite' ? identity.server : `${identity.database} on ${identity.server}`;
}
