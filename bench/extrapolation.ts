/**
 * From what was measured to a pool of another size: a part that does not depend on the messages (starting, reading both
 * databases, planning, the other tables) and a part that grows with them. Two sizes tell both; one size tells them by the
 * phase `messages`. Held against nothing but itself: a larger table has deeper indexes, and disks have limits.
 */
import type { Measure, Sample } from './measure.ts';
import type { Results } from './results.ts';
import { median } from './statistics.ts';

export interface Extrapolation {
  readonly title: string;
  readonly fixedSeconds: number;
  /** Seconds for a million messages. */
  readonly perMillion: number;
  readonly from: string;
}

const SIZES = [10_000_000, 100_000_000] as const;
const LINES: readonly (readonly [title: string, name: string])[] = [
  ['`migrate`, wire path', 'wire'],
  ['`migrate`, server path', 'server'],
  ['`verify`', 'verify'],
];

export function extrapolations(results: Results): Extrapolation[] {
  const measures = results.groups.flatMap((group) => group.measures.map((measure) => ({ measure, rows: group.rows })));
  const found = (name: string) =>
    measures.find((each) => each.measure.name === name && each.measure.samples.length > 0);
  return LINES.flatMap(([title, name]) => {
    const [small, large, alone] = [found(`${name}-1x`), found(`${name}-10x`), found(name)];
    if (small !== undefined && large !== undefined) {
      const [less, more] = [seconds(small.measure), seconds(large.measure)];
      const perMillion = (more - less) / ((9 * small.rows) / 1e6);
      const fixedSeconds = Math.max(0, less - (perMillion * small.rows) / 1e6);
      return [{ title, fixedSeconds, perMillion, from: 'two sizes' }];
    }
    if (alone === undefined || phaseSeconds(alone.measure) === null) return [];
    const inPhase = phaseSeconds(alone.measure) ?? 0;
    const fixedSeconds = seconds(alone.measure) - inPhase;
    return [{ title, fixedSeconds, perMillion: inPhase / (alone.rows / 1e6), from: 'one size and its phases' }];
  });
}

export function extrapolationMarkdown(results: Results): string {
  const lines = extrapolations(results).map(({ title, fixedSeconds, perMillion, from }) => {
    const times = SIZES.map((messages) => duration(fixedSeconds + (perMillion * messages) / 1e6));
    return `| ${[title, fixedSeconds.toFixed(1), perMillion.toFixed(2), ...times, from].join(' | ')} |`;
  });
  if (lines.length === 0) return '';
  const sizes = SIZES.map((messages) => `${messages / 1e6} million`);
  return [
    `| | fixed s | s per million | ${sizes.join(' | ')} | from |`,
    `|---|---:|---:|${SIZES.map(() => '---:|').join('')}---|`,
    ...lines,
  ].join('\n');
}

function seconds(measure: Measure): number {
  return median(measure.samples.map(({ wallMs }) => wallMs)) / 1000;
}

function phaseSeconds({ samples }: Measure): number | null {
  const inPhase = samples.flatMap(({ messagesMs }: Sample) => messagesMs ?? []);
  return inPhase.length === samples.length ? median(inPhase) / 1000 : null;
}

function duration(inSeconds: number): string {
  const minutes = inSeconds / 60;
  if (minutes < 1) return `${inSeconds.toFixed(0)} s`;
  return minutes < 120 ? `${minutes.toFixed(0)} min` : `${(minutes / 60).toFixed(1)} h`;
}
