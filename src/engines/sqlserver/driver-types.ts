/** mssql names the types of columns and parameters; the driver below it knows them by the same names. */
import sql from 'mssql';
import { TYPES } from 'tedious';

const NAMES = new Map<unknown, string>(Object.entries(sql.TYPES).map(([name, type]) => [type, name]));

/** @param type one of mssql's, as `bulkType` and `parameterType` name it */
export function driverType<Type>(type: unknown): Type {
  const found = (TYPES as Readonly<Record<string, unknown>>)[NAMES.get(type) ?? ''];
  if (found === undefined) throw new Error('the driver has no such type');
  return found as Type;
}
