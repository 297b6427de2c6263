/**
 * What is compared with what. A ratio is that of the medians; beside it stands that of the phase `messages` alone, since the
 * peers move nothing but messages, over connections that are open when their clock starts, while the whole command starts a
 * process, reads both databases, plans, and loads all other tables too. The whole command is what counts.
 */
import type { Measure, Sample } from './measure.ts';
import { median } from './statistics.ts';
import type { TierName } from './tier.ts';

export type Quantity = 'rate' | 'time' | 'memory';

interface Wanted {
  readonly label: string;
  readonly of: string;
  /** The best of these. */
  readonly against: readonly string[];
  readonly quantity: Quantity;
  /** On the tier that is measured with a server; for a rate at least so much, for the others at most. */
  readonly goal: number | null;
}

export interface Ratio {
  readonly label: string;
  readonly quantity: Quantity;
  readonly goal: number | null;
  /** Of the whole command, and lowest and highest of the rounds. */
  readonly whole: number;
  readonly range: readonly [number, number];
  /** Of the phase `messages`; null where neither side has one. */
  readonly phase: number | null;
}

const FREEBCP = ['freebcp-10k', 'freebcp-100k', 'freebcp-100k-16k'];

const WANTED: Readonly<Record<string, readonly Wanted[]>> = {
  copies: [
    rate('wire path : freebcp out + in, best tuning', 'wire', FREEBCP, 0.9),
    ...[1, 2, 4].map((n) => rate(`wire path : bare stream, ${n} and ${n}`, `wire-${n}`, [`bare-${n}`], 1)),
    rate('wire path : INSERT … SELECT inside', 'wire', ['limit'], 0.45),
    rate('wire path : knex.batchInsert', 'wire', ['knex'], 35),
    rate('server path : freebcp out + in, best tuning', 'server', FREEBCP, 1.7),
    rate('server path : INSERT … SELECT inside', 'server', ['limit'], 0.85),
    rate('server path : knex.batchInsert', 'server', ['knex'], 70),
  ],
  verification: [
    rate('verify : two bare reads of the same rows', 'verify', ['bare-reads'], 0.8),
    { ...rate('nothing changed : full copy', 'unchanged', ['copied'], null), quantity: 'time' },
  ],
  distance: [
    rate('wire path : 5 ms more per round trip against none', 'wire-5ms', ['wire-0ms'], 0.8),
    rate('server path : 5 ms more per round trip against none', 'server-5ms', ['server-0ms'], 0.8),
  ],
  interrupted: [
    {
      ...rate('wire path: killed half way and resumed : undisturbed', 'killed', ['undisturbed'], 1.05),
      quantity: 'time',
    },
    {
      ...rate('server path: killed half way and resumed : undisturbed', 'killed-server', ['undisturbed-server'], 1.05),
      quantity: 'time',
    },
  ],
  reference: [{ ...rate('nothing changed : full copy', 'reference-unchanged', ['reference'], 0.05), quantity: 'time' }],
  growth: [
    rate('10 ×: wire path : freebcp out + in', 'wire-10x', ['freebcp-100k-16k-10x'], 0.9),
    rate('10 ×: wire path : bare stream', 'wire-10x', ['bare-2-10x'], 1),
    rate('10 ×: wire path : INSERT … SELECT inside', 'wire-10x', ['limit-10x'], 0.45),
    rate('10 ×: server path : freebcp out + in', 'server-10x', ['freebcp-100k-16k-10x'], 1.7),
    rate('10 ×: server path : INSERT … SELECT inside', 'server-10x', ['limit-10x'], 0.85),
    rate('10 ×: verify : two bare reads of the same rows', 'verify-10x', ['bare-reads-10x'], 0.8),
    { ...rate('10 ×: nothing changed : full copy', 'unchanged-10x', ['wire-10x'], null), quantity: 'time' },
    ...['wire', 'server'].map((path) => ({
      ...rate(`${path} path, 10 ×: killed and resumed : undisturbed`, `killed-${path}-10x`, [`${path}-10x`], 1.05),
      quantity: 'time' as const,
    })),
    ...['wire', 'server', 'verify', 'unchanged'].flatMap((name) => [
      { ...rate(`${name}: time for 10 × : 1 ×`, `${name}-10x`, [`${name}-1x`], 10.5), quantity: 'time' as const },
      { ...rate(`${name}: memory for 10 × : 1 ×`, `${name}-10x`, [`${name}-1x`], 1.2), quantity: 'memory' as const },
    ]),
  ],
};

export function ratiosOf(group: string, measures: readonly Measure[], tier: TierName): Ratio[] {
  return (WANTED[group] ?? []).flatMap((wanted) => {
    const goal = tier === 'tds' ? wanted.goal : null;
    const of = measured(measures, wanted.of);
    const best = wanted.against
      .map((name) => measured(measures, name))
      .filter((measure) => measure !== null)
      .toSorted((a, b) => middle(b, 'rate', wholeMs) - middle(a, 'rate', wholeMs))[0];
    if (of === null || best === undefined) return [];
    const { label, quantity } = wanted;
    const whole = middle(of, quantity, wholeMs) / middle(best, quantity, wholeMs);
    const rounds = Array.from({ length: Math.min(of.samples.length, best.samples.length) }, (_, round) => {
      const [one, other] = [of.samples[round], best.samples[round]];
      return one === undefined || other === undefined
        ? Number.NaN
        : quantityOf(one, quantity, wholeMs) / quantityOf(other, quantity, wholeMs);
    });
    const hasPhase = quantity !== 'memory' && of.samples.every(({ messagesMs }) => messagesMs !== undefined);
    const phase = hasPhase ? middle(of, quantity, phaseMs) / middle(best, quantity, phaseMs) : null;
    return [{ label, quantity, goal, whole, range: [Math.min(...rounds), Math.max(...rounds)] as const, phase }];
  });
}

/** @param value of a ratio, over the whole command or the phase alone */
export function reaches({ quantity, goal }: Ratio, value: number | null): boolean | null {
  if (goal === null || value === null) return null;
  return quantity === 'rate' ? value >= goal : value <= goal;
}

function rate(label: string, of: string, against: readonly string[], goal: number | null): Wanted {
  return { label, of, against, quantity: 'rate', goal };
}

function measured(measures: readonly Measure[], name: string): Measure | null {
  const found = measures.find((measure) => measure.name === name);
  return found === undefined || found.samples.length === 0 ? null : found;
}

type Clock = (sample: Sample) => number;
const wholeMs: Clock = ({ wallMs }) => wallMs;
const phaseMs: Clock = ({ wallMs, messagesMs }) => messagesMs ?? wallMs;

function middle(measure: Measure, quantity: Quantity, clock: Clock): number {
  return median(measure.samples.map((sample) => quantityOf(sample, quantity, clock)));
}

function quantityOf(sample: Sample, quantity: Quantity, clock: Clock): number {
  if (quantity === 'memory') return sample.peakRssBytes ?? Number.NaN;
  return quantity === 'time' ? clock(sample) : sample.rows / clock(sample);
}
