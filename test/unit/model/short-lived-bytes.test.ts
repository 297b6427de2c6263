import { afterEach, expect, it, vi } from 'vitest';
import { shortLived } from '#src/model/short-lived-bytes.ts';

const MIB = 1024 * 1024;

afterEach(() => vi.unstubAllGlobals());

it('A look at the young generation is asked for once in four megabytes, and not for each buffer', () => {
  const gc = vi.fn();
  vi.stubGlobal('gc', gc);
  shortLived(4 * MIB);
  gc.mockClear();
  for (let taken = 0; taken < 12; taken++) shortLived(MIB);
  expect(gc.mock.calls).toEqual([[{ type: 'minor' }], [{ type: 'minor' }], [{ type: 'minor' }]]);
});

it('Where the runtime does not collect when it is asked, work goes on', () => {
  vi.stubGlobal('gc', undefined);
  expect(() => shortLived(40 * MIB)).not.toThrow();
});
