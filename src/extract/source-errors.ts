/** Why a database is refused as a source. Each says what it is taken for, so that a swapped URL is seen at once. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** There is no table at all. */
export class SourceEmpty extends OperatorError {
  readonly code = 'SOURCE_EMPTY';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Name the Group Chat database in source.url; this one holds no table.';

  constructor() {
    super('the source database is empty: it holds no table');
  }
}

/** A Persistent Chat database stands where the Group Chat database is expected. */
export class SourceIsCurrent extends OperatorError {
  readonly code = 'SOURCE_IS_2013';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Look whether source.url and target.url are swapped; the source is the 2010 or 2007 R2 database.';

  /** @param marks columns and tables that only 2013 has */
  constructor(marks: readonly string[]) {
    super(`the source is a Lync Server 2013 Persistent Chat database (it has ${marks.join(', ')})`);
  }
}

/** None of the tables of Group Chat is there. */
export class SourceNotRecognised extends OperatorError {
  readonly code = 'SOURCE_NOT_RECOGNISED';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Name the Group Chat database in source.url; this one belongs to another product.';

  constructor(tables: number) {
    super(`the source is no Group Chat database: none of its ${tables} table(s) is tblNode, tblChat or tblPrincipal`);
  }
}

/** It is a Group Chat database, but not as documented. */
export class SourceSchemaDiffers extends OperatorError {
  readonly code = 'SOURCE_SCHEMA_DIFFERS';
  readonly exit: ExitName = 'blocked';
  readonly hint =
    'Run `gc2pc describe source` and compare; restore the database from a backup if a table or column was removed.';
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`the source lacks what the documents call its core: ${differences.join('; ')}`);
    this.differences = differences;
  }
}
