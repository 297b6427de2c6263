/**
 * Values are checked before they are sent: a bulk load that fails names neither the column nor the row, and SQLite would
 * take anything. Both engines thus refuse the same values, naming the column and never the value.
 */
import { type ColumnSpec, maxLength } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { type RefusalReason, RowRefused } from '../errors/statement-errors.ts';

const INT_MAX = 2_147_483_647;
const SMALLINT_MAX = 32_767;
const BIGINT_MAX = 9_223_372_036_854_775_807n;
const GUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;

type Check = (value: SqlValue) => boolean;

/** @returns a function that throws RowRefused where a value cannot go into that column */
export function valueCheck(table: string, column: ColumnSpec): (value: SqlValue) => void {
  const fits = checkOf(column);
  const refuse = (reason: RefusalReason): never => {
    throw new RowRefused(reason, `${table}.${column.name}`);
  };
  return (value) => {
    if (value === null) {
      if (!column.nullable) refuse('NULL');
    } else if (!fits(value)) refuse('value does not fit');
  };
}

function checkOf(column: ColumnSpec): Check {
  switch (column.type) {
    case 'int':
      return (value) => isWhole(value, INT_MAX);
    case 'smallint':
      return (value) => isWhole(value, SMALLINT_MAX);
    case 'bigint':
      return (value) => typeof value === 'bigint' && value <= BIGINT_MAX && value >= -BIGINT_MAX - 1n;
    case 'bit':
      return (value) => typeof value === 'boolean';
    case 'uniqueidentifier':
      return (value) => typeof value === 'string' && GUID.test(value);
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return (value) => typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(isoOf(value)));
    case 'image':
      return (value) => value instanceof Uint8Array;
    default: {
      const length = maxLength(column.type);
      return (value) => typeof value === 'string' && value.length <= length;
    }
  }
}

function isWhole(value: SqlValue, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value <= max && value >= -max - 1;
}

function isoOf(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11)}Z`;
}
