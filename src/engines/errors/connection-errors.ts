/**
 * What can go wrong with a database as a whole. A server that cannot be reached, or is lost, ends a run with exit 10 and
 * the same command resumes; a wrong password, an unknown database or a missing right is a matter of configuration (2).
 * No message carries a password, a token, a parameter or message text: drivers' own texts are quoted only where they
 * name a host, a database or a right.
 */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** The name of the host does not resolve. */
export class HostUnknown extends OperatorError {
  readonly code = 'HOST_UNKNOWN';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Check the host name in the URL and that this machine resolves it.';

  constructor(host: string, cause?: unknown) {
    super(`the host ${host} is unknown`, cause);
  }
}

/** Nobody listens there, or the network says no. */
export class ConnectionRefused extends OperatorError {
  readonly code = 'CONNECTION_REFUSED';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Check the port, that the server runs and accepts TCP connections, and the firewall; then run again.';

  constructor(place: string, cause?: unknown) {
    super(`${place} refuses the connection`, cause);
  }
}

/** No answer, or an answer that is not understood. */
export class ConnectionFailed extends OperatorError {
  readonly code: string = 'CONNECTION_FAILED';
  readonly exit: ExitName = 'unreachable';
  readonly hint: string = 'Check that the server runs and can be reached from this machine; then run again.';

  constructor(place: string, reason: string, cause?: unknown) {
    super(`cannot connect to ${place}: ${reason}`, cause);
  }
}

/** The server and this runtime agree on no TLS version, cipher or certificate. */
export class TlsFailed extends OperatorError {
  readonly code = 'TLS_FAILED';
  readonly exit: ExitName = 'unreachable';
  readonly hint: string;

  constructor(place: string, reason: string, cause?: unknown) {
    super(`no TLS connection to ${place}: ${reason}`, cause);
    this.hint = /certificate/.test(reason)
      ? 'Give the server a certificate that this machine trusts, or add trustServerCertificate=true to this URL; it affects this connection alone.'
      : 'Old servers speak TLS 1.0 only: add minTls=TLSv1&securityLevel=0 (and trustServerCertificate=true) to this URL; it affects this connection alone.';
  }
}

/** `encrypt=false` against a server that insists. */
export class EncryptionRequired extends OperatorError {
  readonly code = 'ENCRYPTION_REQUIRED';
  readonly exit: ExitName = 'usage';
  readonly hint = 'Put encrypt=true in the URL.';

  constructor(place: string, cause?: unknown) {
    super(`${place} accepts encrypted connections only`, cause);
  }
}

/** Wrong user or password, or a login that is disabled. */
export class LoginRefused extends OperatorError {
  readonly code = 'LOGIN_REFUSED';
  readonly exit: ExitName = 'usage';
  readonly hint = 'Check the user, the password and, for a Windows login, the domain.';

  /** @param database tells source and target apart where one server holds both */
  constructor(user: string, place: string, database: string, cause?: unknown) {
    super(`the login of ${user} at ${place} was refused (for the database ${database})`, cause);
  }
}

/** The server is there, the database (or file) is not, or this login may not open it. */
export class DatabaseMissing extends OperatorError {
  readonly code = 'DATABASE_MISSING';
  readonly exit: ExitName = 'usage';
  readonly hint: string = 'Check the name of the database in the URL and that this login may open it.';

  constructor(database: string, cause?: unknown) {
    super(`the database ${database} does not exist or cannot be opened`, cause);
  }
}

/** The same of a database that is a file. */
export class FileMissing extends DatabaseMissing {
  override readonly hint = 'Check the path in the URL, and that this user may open the file.';
}

/** A file that is no database of this engine. */
export class NotADatabase extends OperatorError {
  readonly code = 'NOT_A_DATABASE';
  readonly exit: ExitName = 'usage';
  readonly hint = 'Check the file named in the URL.';

  constructor(file: string, cause?: unknown) {
    super(`${file} is not a database`, cause);
  }
}

/** The login lacks a right that a statement needs. */
export class RightMissing extends OperatorError {
  readonly code = 'RIGHT_MISSING';
  readonly exit: ExitName = 'usage';
  readonly hint = 'Grant the login the rights listed in docs/permissions.md.';

  constructor(detail: string, cause?: unknown) {
    super(`a right is missing: ${detail}`, cause);
  }
}

/** The connection broke during work. Nothing of the open transaction is kept by the server. */
export class ConnectionLost extends OperatorError {
  readonly code = 'CONNECTION_LOST';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Run the same command again: what was committed stays, and is not done twice.';

  constructor(place: string, cause?: unknown) {
    super(`the connection to ${place} was lost`, cause);
  }
}

/** The connection broke while a commit was on its way: only the stored checkpoint can tell whether it happened. */
export class CommitOutcomeUnknown extends OperatorError {
  readonly code = 'COMMIT_OUTCOME_UNKNOWN';
  readonly exit: ExitName = 'unreachable';
  readonly hint = 'Run the same command again: it reads the checkpoint and goes on from there.';

  constructor(place: string, cause?: unknown) {
    super(`the connection to ${place} was lost during a commit; whether it took place is not known`, cause);
  }
}
