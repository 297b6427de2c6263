/** What may go wrong between gc2pc and a directory. Each LDAP result code has a name and an order what to do. */
import { type ExitName, OperatorError } from '#src/model/errors.ts';

/** No answer: nothing is known about what the server did. Whoever catches it re-reads the object by GUID first. */
export class DirectoryUnreachable extends OperatorError {
  readonly code = 'DIRECTORY_UNREACHABLE';
  readonly exit: ExitName = 'unreachable';
  readonly hint: string;

  constructor(server: string, reason: string, cause?: unknown) {
    super(`${server} does not answer: ${reason}`, cause);
    this.hint = tlsHint(reason) ?? `Check that ${server} runs and can be reached, then run the same command again.`;
  }
}

/** The domain controller refuses `directory.bindDn` and its password. */
export class DirectoryLoginRefused extends OperatorError {
  readonly code = 'DIRECTORY_LOGIN_REFUSED';
  readonly exit: ExitName = 'usage';
  readonly hint: string;

  constructor(server: string, reason: string, cause?: unknown) {
    super(`${server} refused the login: ${reason}`, cause);
    this.hint = loginHint(reason);
  }
}

/** The server answered, and the answer is no. Nothing was changed. */
export class DirectoryRefused extends OperatorError {
  readonly code: string;
  readonly exit: ExitName = 'gateRefused';
  readonly hint: string;
  /** LDAP result code, RFC 4511 appendix A. */
  readonly resultCode: number;

  constructor(resultCode: number, doing: string, diagnostic: string, cause?: unknown) {
    const known = RESULT_CODES[resultCode] ?? UNKNOWN_CODE;
    super(
      `${doing}: the directory answers ${resultCode} ${known.name}${diagnostic === '' ? '' : ` (${diagnostic})`}`,
      cause,
    );
    this.resultCode = resultCode;
    this.code = `LDAP_${known.name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`;
    this.hint = resultCode === REFERRAL ? referralHint(diagnostic, cause) : known.hint;
  }
}

const REFERRAL = 10;

/**
 * References are never followed: a cut-over reads and writes on one named domain controller, so that what it sees is
 * what it has done. The server says where the object is: `ref 1: 'HOST'` in its diagnostic, or an LDAP URL.
 */
function referralHint(diagnostic: string, cause: unknown): string {
  const said = `${diagnostic}\n${cause instanceof Error ? cause.message : ''}`;
  const place = /ref \d+: '([^']+)'/.exec(said)?.[1] ?? /ldaps?:\/\/([^/:\s?]+)/i.exec(said)?.[1];
  if (place === undefined) return RESULT_CODES[REFERRAL]?.hint ?? UNKNOWN_CODE.hint;
  return `Name a domain controller of ${place} in directory.url: the object belongs to that domain, and gc2pc does not follow references.`;
}

interface KnownCode {
  readonly name: string;
  readonly hint: string;
}

const UNKNOWN_CODE: KnownCode = {
  name: 'otherResult',
  hint: 'Look the code up in the event log of the domain controller.',
};

export const RESULT_CODES: Readonly<Record<number, KnownCode>> = {
  1: {
    name: 'operationsError',
    hint: 'Log in again: the server may have dropped the session, or the object cannot take this operation.',
  },
  2: {
    name: 'protocolError',
    hint: 'Ask for the version of the domain controller: it does not understand the request.',
  },
  3: { name: 'timeLimitExceeded', hint: 'Run again when the domain controller is less busy.' },
  4: { name: 'sizeLimitExceeded', hint: 'Report this: gc2pc pages every search, so a size limit should not be met.' },
  7: { name: 'authMethodNotSupported', hint: 'Use simple bind over ldaps://.' },
  8: {
    name: 'strongerAuthRequired',
    hint: 'Use an ldaps:// address: this server takes no password on a plain connection.',
  },
  10: { name: 'referral', hint: 'Name a domain controller of the domain that holds the object in directory.url.' },
  11: {
    name: 'adminLimitExceeded',
    hint: 'Raise the LDAP policy of the forest, or run against another domain controller.',
  },
  12: { name: 'unavailableCriticalExtension', hint: 'Use a domain controller of Windows Server 2003 or later.' },
  13: { name: 'confidentialityRequired', hint: 'Use an ldaps:// address.' },
  16: {
    name: 'noSuchAttribute',
    hint: 'Prepare the schema of the forest, or check that the value to remove is still there.',
  },
  17: { name: 'undefinedAttributeType', hint: 'Extend the schema of the forest for Lync Server first.' },
  18: { name: 'inappropriateMatching', hint: 'Report this with the attribute named above.' },
  19: {
    name: 'constraintViolation',
    hint: 'Check the value against the schema, and that an object it points to exists.',
  },
  20: { name: 'attributeOrValueExists', hint: 'Nothing to do: the value is there already.' },
  21: { name: 'invalidAttributeSyntax', hint: 'Report this with the attribute named above.' },
  32: {
    name: 'noSuchObject',
    hint: 'Look for the object by its GUID: it was moved or deleted, or its container is gone.',
  },
  34: { name: 'invalidDNSyntax', hint: 'Report this with the name shown above.' },
  48: { name: 'inappropriateAuthentication', hint: 'Give directory.bindDn and directory.password.' },
  49: { name: 'invalidCredentials', hint: 'Check directory.bindDn and directory.password.' },
  50: {
    name: 'insufficientAccessRights',
    hint: 'Grant the account the right, or lift "protect object from accidental deletion" on the object and its container.',
  },
  51: { name: 'busy', hint: 'Run the same command again in a minute.' },
  52: { name: 'unavailable', hint: 'Wait until the domain controller has started, then run the same command again.' },
  53: {
    name: 'unwillingToPerform',
    hint: 'Read the diagnostic: the server keeps this attribute or operation to itself, or a password policy forbids it.',
  },
  54: { name: 'loopDetect', hint: 'Report this with the name shown above.' },
  64: { name: 'namingViolation', hint: 'Check that the container may hold objects of this class.' },
  65: { name: 'objectClassViolation', hint: 'Extend the schema of the forest for Lync Server first.' },
  66: { name: 'notAllowedOnNonLeaf', hint: 'Move or delete the objects below it first; gc2pc never deletes a tree.' },
  67: { name: 'notAllowedOnRDN', hint: 'Report this with the attribute named above.' },
  68: {
    name: 'entryAlreadyExists',
    hint: 'Rename or remove the object that has the name, then run the same command again.',
  },
  69: { name: 'objectClassModsProhibited', hint: 'Report this with the name shown above.' },
  71: { name: 'affectsMultipleDSAs', hint: 'Name a domain controller of the domain that holds the object.' },
  80: { name: 'other', hint: 'Look into the event log of the domain controller.' },
};

/** TLS failures have their own remedy; the texts are those of Node's TLS. */
function tlsHint(reason: string): string | null {
  if (/self.signed|UNABLE_TO_VERIFY|unable to verify|unable to get/i.test(reason)) {
    return 'Set directory.caFile to the certificate (PEM) of the authority that issued the domain controller’s certificate.';
  }
  if (/ALTNAME|altnames/i.test(reason)) {
    return 'Name the domain controller in directory.url as its certificate does.';
  }
  if (/ECONNREFUSED/.test(reason)) return 'Check the host and the port (636 for ldaps://), and that the service runs.';
  if (/ENOTFOUND|EAI_AGAIN/.test(reason)) return 'Check the host name in directory.url and name resolution.';
  return null;
}

/** The sub-codes that Active Directory puts into the diagnostic of a refused bind. */
function loginHint(reason: string): string {
  const sub = /data ([0-9a-f]{3,4})/i.exec(reason)?.[1]?.toLowerCase();
  const known: Readonly<Record<string, string>> = {
    '525': 'Check directory.bindDn: there is no such account.',
    '52e': 'Check directory.password (and that directory.bindDn names the right account).',
    '530': 'Run within the logon hours of the account.',
    '531': 'Allow the account to log on from this computer.',
    '532': 'Renew the password of the account: it has expired.',
    '533': 'Enable the account.',
    '701': 'Extend the account: it has expired.',
    '773': 'Set a new password for the account: it must be changed at the next logon.',
    '775': 'Unlock the account.',
  };
  return known[sub ?? ''] ?? 'Check directory.bindDn and directory.password, and use an ldaps:// address.';
}
