/** The date filter in ticks. A date without a zone is UTC, whatever the zone of this computer. */
import type { Filter } from '#src/model/policies.ts';
import { msToTicks } from '#src/model/ticks.ts';
import type { Findings } from './findings.ts';

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Null = no filter, or one that is no date, which blocks. */
export function sinceTicks(filter: Filter, findings: Findings): bigint | null {
  if (filter.since === null) return null;
  const match = DATE.exec(filter.since.trim());
  const day = match?.[1] ?? '';
  const ms = match === null ? Number.NaN : Date.parse(`${day}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`);
  // Date.parse takes 31 February for 3 March.
  const exists = !Number.isNaN(ms) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  if (exists) return msToTicks(ms);
  findings.add('P84-filter-date', 'block', 'filter.since', `"${filter.since}" is not a date.`);
  return null;
}
