/** The estimate as people read it, and what it warns of. */
import { bytes, duration, grouped } from '#src/console/numbers.ts';
import { table } from '#src/console/table.ts';
import type { EstimatedPhase } from '#src/estimate/estimate.ts';
import type { Range } from '#src/estimate/range.ts';
import type { Finding } from '#src/model/finding.ts';
import type { ReportData } from '#src/report/report-data.ts';
import { type Estimate, insideWindow } from './plan-estimate.ts';

const PHASE_WORDS: Readonly<Record<EstimatedPhase, string>> = {
  prepare: 'read both sides, plan',
  structure: 'load rooms, people, roles',
  messages: 'load messages',
  counters: 'load counters',
  verify: 'verify',
  finalDelta: 'final delta',
  cutover: 'waits of the cut-over',
};

const MEASURE = 'Run `gc2pc migrate` and `gc2pc verify` on copies on the same servers: then the rates are measured.';

export function estimateText(estimate: Estimate): string {
  const right = { align: 'right' } as const;
  const columns = [
    { title: 'phase' },
    { title: 'likely', ...right },
    { title: 'from', ...right },
    { title: 'to', ...right },
    { title: 'known by' },
    { title: 'how' },
  ];
  const rows = estimate.phases.map(({ phase, seconds, basis, from }) => [
    PHASE_WORDS[phase],
    ...times(seconds),
    phase === 'cutover' ? 'configured' : KNOWN_BY[basis],
    from,
  ]);
  const total = ['all of it', ...times(estimate.totalSeconds), '', ''];
  return [
    table(columns, [...rows, total]),
    '',
    ...spaceLines(estimate),
    ...sampleLines(estimate),
    windowLine(estimate),
  ].join('\n');
}

export function estimateFindings(estimate: Estimate): Finding[] {
  const { window, phases, totalSeconds } = estimate;
  const findings: Finding[] = [];
  const inside = insideWindow(phases);
  const hint = `Load before the window with \`gc2pc migrate\` and \`gc2pc verify\`: then ${spoken(inside)} are left for it. ${MEASURE}`;
  if (window.hours !== null && window.fits !== true) {
    const id = window.fits === false ? 'E01-does-not-fit-window' : 'E02-may-not-fit-window';
    const message = `the migration takes ${spoken(totalSeconds)}, the window has ${hours(window.hours)}`;
    findings.push({ id, severity: 'warn', subject: 'window', message, hint });
  }
  const assumed = phases.find(({ phase, basis }) => phase === 'messages' && basis === 'assumed');
  if (assumed !== undefined) {
    findings.push({
      id: 'E03-rate-not-measured',
      severity: 'info',
      subject: 'estimate',
      message: 'no earlier run tells how quickly this target is written to; the range is an assumption',
      hint: MEASURE,
    });
  }
  return findings;
}

/** For the report. */
export function estimateList(estimate: Estimate): ReportData['lists'] {
  const lines = estimate.phases.map(
    ({ phase, seconds, basis, from }) =>
      `${PHASE_WORDS[phase]}: ${spoken(seconds)} (${phase === 'cutover' ? 'configured' : KNOWN_BY[basis]}: ${from})`,
  );
  const all = [`all of it: ${spoken(estimate.totalSeconds)}`, ...spaceLines(estimate), windowLine(estimate)];
  return [{ title: 'Estimate', lines: [...lines, ...all] }];
}

const KNOWN_BY = { measured: 'measured', sampled: 'sampled', assumed: 'NOT MEASURED' } as const;

function times({ likely, low, high }: Range): [string, string, string] {
  return [spell(likely), spell(low), spell(high)];
}

function spoken({ likely, low, high }: Range): string {
  return low === high ? spell(likely) : `${spell(likely)} (${spell(low)} to ${spell(high)})`;
}

function spell(seconds: number): string {
  return duration(seconds * 1_000);
}

function spaceLines({ targetBytes: { data, index, log, total } }: Estimate): string[] {
  const spell = ({ likely, low, high }: Range) => `${bytes(likely)} (${bytes(low)} to ${bytes(high)})`;
  return [
    `Space on the target, as SQL Server keeps rows: ${spell(total)}`,
    `  data ${spell(data)}, indexes ${spell(index)}, log ${spell(log)}`,
  ];
}

function sampleLines({ sampled }: Estimate): string[] {
  const { messages, rounds, seconds, messagesPerSecond, contentBytes } = sampled;
  if (rounds === 0) return ['No messages could be sampled.'];
  const rate = messagesPerSecond === null ? '' : `, ${grouped(messagesPerSecond)} messages/s`;
  const size = contentBytes === null ? '' : `, ${Math.round(contentBytes)} bytes of text each`;
  return [`Sampled for ${spell(seconds)}: ${grouped(messages)} messages in ${grouped(rounds)} rounds${rate}${size}`];
}

function windowLine({ window, phases }: Estimate): string {
  const left = `Loaded before the window, ${spoken(insideWindow(phases))} are left for it.`;
  if (window.hours === null) return `No window is configured (window.hours). ${left}`;
  const words = { true: 'It fits', false: 'It does NOT fit', null: 'It may or may not fit' } as const;
  return `${words[`${window.fits}`]} the window of ${hours(window.hours)}. ${left}`;
}

function hours(count: number): string {
  return duration(count * 3_600_000);
}
