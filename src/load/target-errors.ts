/** Why a database is refused as a target. Nothing has been written when one of these is thrown. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** There is no table at all. */
export class TargetEmpty extends OperatorError {
  readonly code = 'TARGET_EMPTY';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Let the setup of Lync Server 2013 create the database (Install-CsDatabase), then run again.';

  constructor() {
    super('the target database is empty: it holds no table');
  }
}

/** A Group Chat database stands where the Persistent Chat database is expected. */
export class TargetIsLegacy extends OperatorError {
  readonly code = 'TARGET_IS_2010';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Look whether source.url and target.url are swapped; the target is the 2013 database, usually mgc.';

  /** @param marks columns that only 2010 has */
  constructor(marks: readonly string[]) {
    super(`the target is a Group Chat database of Lync 2010 or OCS 2007 R2 (it has ${marks.join(', ')})`);
  }
}

/** None of the tables of Persistent Chat is there. */
export class TargetNotRecognised extends OperatorError {
  readonly code = 'TARGET_NOT_RECOGNISED';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Name the Persistent Chat database, usually mgc, in target.url.';

  constructor(tables: number) {
    super(
      `the target is no Persistent Chat database: none of its ${tables} table(s) is tblNode, tblChat or tblPrincipal`,
    );
  }
}

/** A column that gc2pc would write or rely on is missing, of another type, or too narrow. */
export class TargetSchemaDiffers extends OperatorError {
  readonly code = 'TARGET_SCHEMA_DIFFERS';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Run `gc2pc describe target` and send its output to whoever maintains gc2pc; do not migrate.';
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`the target is not as documented: ${differences.join('; ')}`);
    this.differences = differences;
  }
}

/** The static tables say something else than the documents; gc2pc never writes them. */
export class TargetStaticRowsDiffer extends OperatorError {
  readonly code = 'TARGET_STATIC_ROWS_DIFFER';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Create the database anew with the setup of the product; its static tables come with it.';
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`static rows of the target differ from the documents: ${differences.join('; ')}`);
    this.differences = differences;
  }
}

/** Source and target are one database. */
export class SameDatabase extends OperatorError {
  readonly code = 'SAME_DATABASE';
  readonly exit: ExitName = 'blocked';
  readonly hint = 'Correct source.url or target.url.';

  constructor() {
    super('source and target are the same database');
  }
}
