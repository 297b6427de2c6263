/** What somebody took upon themselves, for the report: which block, why, who, when. Each reason once, however often given. */
import type { EventRecord } from '#src/journal/journal-tables.ts';
import { fromJson } from '#src/journal/json.ts';
import type { ReportData } from '#src/report/report-data.ts';

const EVENTS = new Set(['block:acknowledged', 'preflight:acknowledged']);

export function acknowledgedList(events: readonly EventRecord[]): ReportData['lists'] {
  const lines = new Map<string, string>();
  for (const { event, at, who, detail } of events) {
    if (!EVENTS.has(event)) continue;
    const given = fromJson<{ id: string; reason: string; who?: string }>(detail);
    const key = `${given.id}: ${given.reason}`;
    if (!lines.has(key)) lines.set(key, `${new Date(Number(at)).toISOString()} ${given.who ?? who}: ${key}`);
  }
  return lines.size === 0 ? [] : [{ title: 'Acknowledged', lines: [...lines.values()] }];
}
