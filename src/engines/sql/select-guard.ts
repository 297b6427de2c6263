/** Reading connections pass every statement through here: one SELECT, and no INTO. */
import { WriteRefused } from '../errors/statement-errors.ts';

/** Text in quotes or brackets cannot act. */
const QUOTED = /'(?:[^']|'')*'|\[[^\]]*\]|"(?:[^"]|"")*"/g;
const ACTS =
  /;|--|\/\*|\b(?:into|insert|update|delete|merge|exec|execute|create|alter|drop|truncate|grant|revoke|dbcc|pragma|attach|openrowset|openquery)\b/i;

/** @throws WriteRefused unless `sql` is one SELECT that writes nothing */
export function assertSelect(sql: string): void {
  const bare = sql.replaceAll(QUOTED, "''").trim();
  if (!/^select\b/i.test(bare) || ACTS.test(bare)) throw new WriteRefused();
}
