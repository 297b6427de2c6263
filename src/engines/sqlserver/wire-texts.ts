/** Texts that the product has for dates and GUIDs, and plain texts, made from the bytes of the wire without parts. */

const DATE_CHARACTERS = 23;
const GUID_CHARACTERS = 36;
/** Days from 1900-01-01, where a datetime begins to count, back to 0000-03-01, where the calendar is regular. */
const DAYS_BEFORE_1900 = 693_901;
const DAYS_PER_ERA = 146_097;
const YEARS_PER_ERA = 400;
/** A datetime counts three hundredths of a second, a smalldatetime minutes. */
const TICKS_PER_SECOND = 300;
const DATETIME_BYTES = 8;
const MS_PER_MINUTE = 60_000;

const ZERO = 0x30;
const HEX = Buffer.from('0123456789ABCDEF', 'latin1');
/** The first three groups of a GUID travel with their lowest byte first; a dash stands before the bytes named. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
const DASHED = new Set([4, 6, 8, 10]);

const date = Buffer.from('0000-00-00 00:00:00.000', 'latin1');
const guid = Buffer.alloc(GUID_CHARACTERS);
/** The day that `date` holds. */
let written = Number.NaN;

/**
 * `yyyy-mm-dd hh:mi:ss.mmm`, as style 121 writes it.
 * @param length 8 of a datetime, 4 of a smalldatetime
 */
export function dateText(bytes: Buffer, at: number, length: number): string {
  const isLong = length === DATETIME_BYTES;
  const day = isLong ? bytes.readInt32LE(at) : bytes.readUInt16LE(at);
  const ms = isLong
    ? Math.round((bytes.readUInt32LE(at + 4) * 1_000) / TICKS_PER_SECOND)
    : bytes.readUInt16LE(at + 2) * MS_PER_MINUTE;
  if (day !== written) writeDay(day);
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  two(11, Math.floor(minutes / 60));
  two(14, minutes % 60);
  two(17, seconds % 60);
  const rest = ms % 1_000;
  date[20] = ZERO + Math.floor(rest / 100);
  two(21, rest % 100);
  return date.toString('latin1', 0, DATE_CHARACTERS);
}

/** Upper case, with dashes, without braces. */
export function guidText(bytes: Buffer, at: number): string {
  let to = 0;
  for (let index = 0; index < GUID_ORDER.length; index++) {
    if (DASHED.has(index)) guid[to++] = 0x2d;
    const byte = bytes[at + (GUID_ORDER[index] as number)] as number;
    guid[to++] = HEX[byte >> 4] as number;
    guid[to++] = HEX[byte & 15] as number;
  }
  return guid.toString('latin1', 0, GUID_CHARACTERS);
}

/** Null when there is any other character among them. */
export function ascii(bytes: Buffer, from: number, to: number): string | null {
  for (let at = from; at < to; at++) if ((bytes[at] as number) > 0x7f) return null;
  return bytes.toString('latin1', from, to);
}

/** Days of the calendar by eras of 400 years that begin in March, so that the leap day is the last of its year. */
function writeDay(day: number): void {
  const days = day + DAYS_BEFORE_1900;
  const era = Math.floor(days / DAYS_PER_ERA);
  const ofEra = days - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0);
  two(0, Math.floor(year / 100));
  two(2, year % 100);
  two(5, month);
  two(8, ofYear - Math.floor((153 * march + 2) / 5) + 1);
  written = day;
}

function two(at: number, value: number): void {
  date[at] = ZERO + Math.floor(value / 10);
  date[at + 1] = ZERO + (value % 10);
}
