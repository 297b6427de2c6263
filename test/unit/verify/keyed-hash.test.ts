import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyedHash } from '#src/verify/keyed-hash.ts';

/** HalfSipHash as its authors describe it, with as many rounds as are asked for: slow, and written for being read. */
function halfSipHash([compress, finish]: readonly [number, number], key: Buffer, input: Buffer): string {
  const left = (x: number, by: number) => ((x << by) | (x >>> (32 - by))) >>> 0;
  const [k0, k1] = [key.readUInt32LE(0), key.readUInt32LE(4)];
  let v = [k0, (k1 ^ 0xee) >>> 0, (k0 ^ 0x6c796765) >>> 0, (k1 ^ 0x74656462) >>> 0] as [number, number, number, number];
  const rounds = (count: number): void => {
    for (let round = 0; round < count; round++) {
      let [a, b, c, d] = v;
      a = (a + b) >>> 0;
      b = (left(b, 5) ^ a) >>> 0;
      a = left(a, 16);
      c = (c + d) >>> 0;
      d = (left(d, 8) ^ c) >>> 0;
      a = (a + d) >>> 0;
      d = (left(d, 7) ^ a) >>> 0;
      c = (c + b) >>> 0;
      b = (left(b, 13) ^ c) >>> 0;
      c = left(c, 16);
      v = [a, b, c, d];
    }
  };
  const padded = Buffer.alloc((Math.floor(input.length / 4) + 1) * 4);
  input.copy(padded);
  padded[padded.length - 1] = input.length & 0xff;
  for (let at = 0; at < padded.length; at += 4) {
    const word = padded.readUInt32LE(at);
    v[3] = (v[3] ^ word) >>> 0;
    rounds(compress);
    v[0] = (v[0] ^ word) >>> 0;
  }
  v[2] = (v[2] ^ 0xee) >>> 0;
  rounds(finish);
  const result = Buffer.alloc(8);
  result.writeInt32LE(v[1] ^ v[3], 0);
  v[1] = (v[1] ^ 0xdd) >>> 0;
  rounds(finish);
  result.writeInt32LE(v[1] ^ v[3], 4);
  return result.toString('hex');
}

function hashed(hash: KeyedHash, input: Buffer): string {
  hash.take(new DataView(input.buffer, input.byteOffset, input.length), input.length);
  return Buffer.from(hash.words.buffer).toString('hex');
}

test('the description that the hash is held against gives the results that its authors publish', () => {
  const key = Buffer.from('0001020304050607', 'hex');
  expect(halfSipHash([2, 4], key, Buffer.alloc(0))).toBe('218d1f59b9b83cc8');
  expect(halfSipHash([2, 4], key, Buffer.from([0]))).toBe('be552412f8387315');
});

test('both halves are HalfSipHash-1-3 of the same bytes, each with a key of its own', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const keys = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(keys, bytes, (key, input) => {
      const hash = new KeyedHash(new Int32Array(Uint8Array.from(key).buffer));
      const whole = Buffer.from(key);
      const expected = [whole.subarray(0, 8), whole.subarray(8)].map((half) =>
        halfSipHash([1, 3], half, Buffer.from(input)),
      );
      expect(hashed(hash, Buffer.from(input))).toBe(expected.join(''));
    }),
  );
});

test('the key is drawn anew for each comparison', () => {
  const row = Buffer.from('a row');
  expect(hashed(new KeyedHash(), row)).not.toBe(hashed(new KeyedHash(), row));
});
