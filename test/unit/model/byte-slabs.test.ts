import { describe, expect, it } from 'vitest';
import { ByteSlabs } from '#src/model/byte-slabs.ts';

describe('byte slabs', () => {
  it('keep what they were given, whatever becomes of the buffer that it came in', () => {
    const { keep } = new ByteSlabs();
    const sizes = [0, 1, 700_000, 400_000, 3_000_000, 5];
    const kept = sizes.map((size, at) => {
      const bytes = Buffer.alloc(size, at + 1);
      const place = keep(bytes);
      bytes.fill(0xff);
      return place;
    });
    expect(kept.map((bytes, at) => bytes.equals(Buffer.alloc(sizes[at] ?? 0, at + 1)))).not.toContain(false);
  });
});
