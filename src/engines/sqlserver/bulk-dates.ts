/**
 * A datetime as it travels: days since 1900 and three hundredths of a second since midnight, rounded as the server does.
 * Sources: "Microsoft TDS protocol", datetime; "datetime (Transact-SQL)", rounding to .000, .003 and .007 seconds.
 */

const EIGHT_BYTES = 8;
const DAY_MS = 86_400_000;
const DAY_TICKS = 25_920_000;
const EPOCH_MS = Date.UTC(1900, 0, 1);
/** Years before it are no datetime. */
const FIRST_YEAR = '1753';

/** @param text of a date that exists, in style 121 with three digits of milliseconds */
export function isDatetime(text: string): boolean {
  return text >= FIRST_YEAR;
}

/** @returns where the next value begins */
export function writeDatetime(slab: Buffer, at: number, text: string): number {
  const ms = Date.parse(`${text.slice(0, 10)}T${text.slice(11)}Z`) - EPOCH_MS;
  let days = Math.floor(ms / DAY_MS);
  let ticks = Math.floor(((ms - days * DAY_MS) * 3 + 5) / 10);
  if (ticks === DAY_TICKS) {
    days += 1;
    ticks = 0;
  }
  slab[at] = EIGHT_BYTES;
  return slab.writeUInt32LE(ticks, slab.writeInt32LE(days, at + 1));
}
