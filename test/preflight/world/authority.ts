/** Certification authorities and the certificates they issue, made by the openssl of this machine. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DAY_MS = 86_400_000;

export interface Issued {
  readonly key: Buffer;
  /** The leaf, and the authority behind it. */
  readonly cert: Buffer;
}

export interface Wanted {
  readonly name: string;
  /** Default: the name alone. */
  readonly alternativeNames?: readonly string[];
  /** Default `serverAuth`, as OpenSSL names purposes. */
  readonly purpose?: string;
  readonly bits?: 1024 | 2048;
  /** Days from now; may be negative. Default: yesterday to next month. */
  readonly fromDay?: number;
  readonly toDay?: number;
}

export class Authority {
  readonly #folder: string;
  readonly #file: string;
  #issued = 0;

  private constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#file = file;
  }

  /** @param file name of its files; authorities of one name may have several keys */
  static async create(folder: string, file: string, name: string): Promise<Authority> {
    await run(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '60', '-subj', `/O=Contoso/CN=${name}`],
        ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'subjectKeyIdentifier=hash'],
        ...['-keyout', `${file}.key`, '-out', `${file}.pem`],
      ],
      { cwd: folder },
    );
    writeFileSync(join(folder, `${file}.cnf`), configuration(file));
    writeFileSync(join(folder, `${file}.index`), '');
    return new Authority(folder, file);
  }

  /** As the directory keeps it. */
  get der(): Buffer {
    const lines = readFileSync(join(this.#folder, `${this.#file}.pem`), 'utf8').split('\n');
    return Buffer.from(lines.filter((line) => !line.startsWith('-----')).join(''), 'base64');
  }

  async issue(wanted: Wanted): Promise<Issued> {
    this.#issued += 1;
    const file = `${this.#file}-${this.#issued}`;
    const { name, alternativeNames = [name], purpose = 'serverAuth', bits = 2048, fromDay = -1, toDay = 30 } = wanted;
    const extensions = [
      `subjectAltName=${alternativeNames.map((each) => `DNS:${each}`).join(',')}`,
      `extendedKeyUsage=${purpose}`,
      'authorityKeyIdentifier=keyid',
      'subjectKeyIdentifier=hash',
    ];
    writeFileSync(join(this.#folder, `${file}.ext`), `${extensions.join('\n')}\n`);
    const options = { cwd: this.#folder };
    await run(
      'openssl',
      [
        ...['req', '-newkey', `rsa:${bits}`, '-nodes', '-subj', `/O=Contoso/CN=${name}`],
        ...['-keyout', `${file}.key`, '-out', `${file}.csr`],
      ],
      options,
    );
    // `x509 -req` can set no first day.
    await run(
      'openssl',
      [
        ...['ca', '-batch', '-notext', '-config', `${this.#file}.cnf`, '-in', `${file}.csr`, '-out', `${file}.pem`],
        ...['-extfile', `${file}.ext`, '-startdate', stamp(fromDay), '-enddate', stamp(toDay)],
      ],
      options,
    );
    const read = (path: string): Buffer => readFileSync(join(this.#folder, path));
    return { key: read(`${file}.key`), cert: Buffer.concat([read(`${file}.pem`), read(`${this.#file}.pem`)]) };
  }
}

/** What `openssl ca` asks for: its files, and that any subject may be issued twice. */
function configuration(file: string): string {
  const settings = [
    ...['new_certs_dir=.', `database=${file}.index`, `certificate=${file}.pem`, `private_key=${file}.key`],
    ...['rand_serial=yes', 'unique_subject=no', 'default_md=sha256', 'policy=any'],
  ];
  const any = ['[any]', 'organizationName=supplied', 'commonName=supplied'];
  return `${['[ca]', 'default_ca=own', '[own]', ...settings, ...any].join('\n')}\n`;
}

/** `YYYYMMDDHHMMSSZ` */
function stamp(day: number): string {
  const moment = new Date(Date.now() + day * DAY_MS).toISOString();
  return `${moment.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
