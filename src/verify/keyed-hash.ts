/**
 * 128 bits of a row's bytes under a key that is drawn for one comparison: rows that are not alike have the same bits by
 * chance alone, and nobody can choose such rows, because nobody knows the key. It is HalfSipHash-1-3 with a result of 64
 * bits, twice, each time with a key of its own. A call into a cryptographic library takes four times as long for a row.
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", and their reference code of HalfSipHash, its form for
 * machines with words of 32 bits.
 */
import { randomFillSync } from 'node:crypto';

/** Words of a hash, and of a key. */
export const HASH_WORDS = 4;

const WORD_BYTES = 4;
/** Rounds that end each half of a result. */
const LAST_ROUNDS = 3;

export class KeyedHash {
  readonly #key = randomFillSync(new Int32Array(HASH_WORDS));
  /** What was hashed last. */
  readonly words = new Int32Array(HASH_WORDS);

  /** @param key for tests: another one than that which is drawn */
  constructor(key: Int32Array | null = null) {
    if (key !== null) this.#key.set(key);
  }

  /** Hashes the first `length` bytes. */
  take(bytes: DataView, length: number): void {
    const [key0 = 0, key1 = 0, key2 = 0, key3 = 0] = this.#key;
    half(bytes, length, key0, key1, this.words, 0);
    half(bytes, length, key2, key3, this.words, 2);
  }
}

/** Puts two words into `result`, from `place` on. */
function half(bytes: DataView, length: number, key0: number, key1: number, result: Int32Array, place: number): void {
  let v0 = key0;
  let v1 = key1 ^ 0xee;
  let v2 = key0 ^ 0x6c796765;
  let v3 = key1 ^ 0x74656462;
  const words = length >>> 2;
  const firstEnds = words + LAST_ROUNDS;
  for (let step = 0; step <= firstEnds + LAST_ROUNDS; step++) {
    let word = 0;
    if (step < words) word = bytes.getInt32(step * WORD_BYTES, true);
    else if (step === words) word = rest(bytes, words * WORD_BYTES, length);
    else if (step === words + 1) v2 ^= 0xee;
    else if (step === firstEnds + 1) {
      result[place] = v1 ^ v3;
      v1 ^= 0xdd;
    }
    v3 ^= word;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= word;
  }
  result[place + 1] = v1 ^ v3;
}

/** The bytes that do not fill a word, and above them how many there are of all. */
function rest(bytes: DataView, from: number, length: number): number {
  let word = (length & 0xff) << 24;
  for (let at = from; at < length; at++) word |= bytes.getUint8(at) << ((at - from) * 8);
  return word;
}
