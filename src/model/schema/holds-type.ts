/** Whether a value is one of a column's type, as src/model/value.ts says; neither NULL nor lengths are judged here. */
import type { SqlValue } from '../value.ts';
import type { SqlType } from './types.ts';

const INT = 2_147_483_647;
const SMALLINT = 32_767;
const BIGINT = 9_223_372_036_854_775_807n;
const GUID = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/i;
/** Style 121 with milliseconds, as src/model/value.ts says. */
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,7})?$/;

/** @returns a function that is made once for a column, so that it costs little for each of many rows */
export function holdsType(type: SqlType): (value: SqlValue) => boolean {
  switch (type) {
    case 'int':
      return (value) => isWhole(value, INT);
    case 'smallint':
      return (value) => isWhole(value, SMALLINT);
    case 'bigint':
      return (value) => typeof value === 'bigint' && value <= BIGINT && value >= -BIGINT - 1n;
    case 'bit':
      return (value) => typeof value === 'boolean';
    case 'uniqueidentifier':
      return (value) => typeof value === 'string' && GUID.test(value);
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return (value) => typeof value === 'string' && DATE.test(value);
    case 'image':
      return (value) => value instanceof Uint8Array;
    default:
      return (value) => typeof value === 'string';
  }
}

function isWhole(value: SqlValue, highest: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value <= highest && value >= -highest - 1;
}
