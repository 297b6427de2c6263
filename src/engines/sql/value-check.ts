/**
 * Values are checked before they are sent: a bulk load that fails names neither the column nor the row, and SQLite would
 * take anything. Both engines thus refuse the same values, naming the column and never the value.
 */
import { holdsType } from '#src/model/schema/holds-type.ts';
import { type ColumnSpec, maxLength } from '#src/model/schema/types.ts';
import type { SqlValue } from '#src/model/value.ts';
import { type RefusalReason, RowRefused } from '../errors/statement-errors.ts';

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
    case 'datetime':
    case 'datetime2':
    case 'smalldatetime':
      return (value) => typeof value === 'string' && DATE.test(value) && !Number.isNaN(Date.parse(isoOf(value)));
    case 'int':
    case 'smallint':
    case 'bigint':
    case 'bit':
    case 'uniqueidentifier':
    case 'image':
      return holdsType(column.type);
    default: {
      const length = maxLength(column.type);
      return (value) => typeof value === 'string' && value.length <= length;
    }
  }
}

function isoOf(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11)}Z`;
}
