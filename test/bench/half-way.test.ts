import { describe, expect, it } from 'vitest';
import { pauseMs } from '#bench/courses/half-way.ts';

describe('looks at a run that is to be killed half way', () => {
  /** Looks until the half of a run of even pace is seen. */
  const looks = (phaseMs: number) => {
    const at: number[] = [];
    for (let ms = 100; ; ms += pauseMs(ms / phaseMs, ms)) {
      at.push(ms);
      if (ms >= phaseMs / 2) return at;
    }
  };

  it('are few, and the last one is not late', () => {
    for (const phaseMs of [1_000, 5_000, 50_000, 1_000_000]) {
      const at = looks(phaseMs);
      expect(at.length).toBeLessThan(50);
      expect((at.at(-1) ?? 0) - phaseMs / 2).toBeLessThanOrEqual(100);
    }
  });

  it('come often while nothing is there yet, since the first batches may be large', () => {
    expect(pauseMs(0, 0)).toBe(100);
    expect(pauseMs(0, 2_000)).toBe(500);
    expect(pauseMs(0.001, 2_000)).toBe(500);
  });
});
