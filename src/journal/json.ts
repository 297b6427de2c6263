/**
 * JSON for what the journal keeps: keys in a fixed order, so that equal values give equal text and equal hashes, and
 * whole numbers beyond 2^53 kept to the last digit.
 */
import { createHash } from 'node:crypto';

const BIGINT = '$bigint';

/** Text that `fromJson` turns into the same value again. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return { [BIGINT]: item.toString() };
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export function fromJson<T>(text: string): T {
  return JSON.parse(text, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && BIGINT in item ? BigInt(String(item[BIGINT])) : item,
  ) as T;
}

/** Hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
