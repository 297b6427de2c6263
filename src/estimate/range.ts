/** A figure that is not known to the last digit: from, probably, to. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

const EDGES = ['low', 'likely', 'high'] as const;
/** Between these shares of the samples lies what is told as the range; the middle one is told as likely. */
const QUANTILES: Range = { low: 0.1, likely: 0.5, high: 0.9 };

export function ranged(of: (edge: keyof Range) => number): Range {
  const [low, likely, high] = EDGES.map(of) as [number, number, number];
  return { low, likely, high };
}

export function exactly(value: number): Range {
  return { low: value, likely: value, high: value };
}

/** Edge by edge: as if everything went well together, or badly together. That is wider than chance would make it. */
export function plus(...ranges: readonly Range[]): Range {
  return ranged((edge) => ranges.reduce((sum, range) => sum + range[edge], 0));
}

export function times(range: Range, factor: number | Range): Range {
  return ranged((edge) => range[edge] * (typeof factor === 'number' ? factor : factor[edge]));
}

/** The spread of samples: their 10th percentile, median and 90th percentile. Null where there are none. */
export function spreadOf(samples: readonly number[]): Range | null {
  if (samples.length === 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  return ranged((edge) => quantile(sorted, QUANTILES[edge]));
}

/** Between the two samples that enclose it, in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
