/**
 * One fingerprint of many marks, whatever order they come in: each mark that is missing, comes twice, or is another one
 * gives another sum. Memory does not grow with them.
 */
import { createHash } from 'node:crypto';
import type { MessageMark } from './marks-port.ts';

const SUM_BITS = 128;
const SUM_BYTES = SUM_BITS / 8;

export class MarkSum {
  #sum = 0n;
  #count = 0;

  add({ channelId, upTo, rows, mark }: MessageMark): void {
    const digest = createHash('sha256').update(`${channelId}/${upTo}/${rows}/${mark}`).digest('hex');
    this.#sum = BigInt.asUintN(SUM_BITS, this.#sum + BigInt(`0x${digest.slice(0, 2 * SUM_BYTES)}`));
    this.#count += 1;
  }

  toString(): string {
    return `${this.#count}.${this.#sum.toString(16)}`;
  }
}
