/**
 * One authenticated connection to one named domain controller. It is made again when it was lost, with its login and,
 * on ldap://, with StartTLS before the password is sent. A read is repeated for a bounded time; a write that got no
 * answer never is: its caller must look at the object first.
 */
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Client, type ClientOptions } from 'ldapts';
import { DirectoryLoginRefused, DirectoryRefused, DirectoryUnreachable } from '#src/cutover/directory-errors-port.ts';

export interface LdapAddress {
  /** `ldaps://HOST[:PORT]`, or `ldap://HOST[:PORT]` for StartTLS. */
  readonly url: string;
  /** A DN, a user principal name or DOMAIN\user. */
  readonly bindDn: string;
  readonly password: string;
  readonly caFile: string | null;
  readonly timing?: Partial<LdapTiming>;
}

export interface LdapTiming {
  readonly operationMs: number;
  readonly connectMs: number;
  /** How long a lost server is waited for. */
  readonly graceMs: number;
  readonly pauseMs: number;
}

const DEFAULT_TIMING: LdapTiming = { operationMs: 10_000, connectMs: 10_000, graceMs: 45_000, pauseMs: 250 };

export type LdapClient = Pick<Client, 'add' | 'bind' | 'del' | 'isBound' | 'modify' | 'search' | 'startTLS' | 'unbind'>;
export type ClientFactory = (options: ClientOptions) => LdapClient;

const OPERATIONS_ERROR = 1;
const INVALID_CREDENTIALS = 49;
/** The server says: not now. Nothing was done. */
const TRANSIENT = new Set([51, 52]);

export class LdapConnection {
  readonly server: string;
  readonly #address: LdapAddress;
  readonly #timing: LdapTiming;
  readonly #factory: ClientFactory;
  #client: LdapClient | null = null;
  #closed = false;

  constructor(address: LdapAddress, factory: ClientFactory = (options) => new Client(options)) {
    this.#address = address;
    this.#timing = { ...DEFAULT_TIMING, ...address.timing };
    this.#factory = factory;
    this.server = new URL(address.url).host;
  }

  /** Runs `work`, again on a new connection while the grace lasts. For requests that change nothing. */
  read<R>(doing: string, work: (client: LdapClient) => Promise<R>): Promise<R> {
    return this.#attempt(doing, work, true);
  }

  /** Runs `work` once. Throws `DirectoryUnreachable` where the outcome is not known. */
  write<R>(doing: string, work: (client: LdapClient) => Promise<R>): Promise<R> {
    return this.#attempt(doing, work, false);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#drop();
  }

  async #attempt<R>(doing: string, work: (client: LdapClient) => Promise<R>, repeat: boolean): Promise<R> {
    const deadline = Date.now() + this.#timing.graceMs;
    for (;;) {
      const client = await this.#ready(deadline);
      try {
        return await work(client);
      } catch (error) {
        const code = resultCode(error);
        if (code === null) {
          await this.#drop();
          const lost = new DirectoryUnreachable(this.server, reasonOf(error), error);
          if (!repeat || !isConnectionLoss(error) || Date.now() >= deadline) throw lost;
        } else if (TRANSIENT.has(code) && Date.now() < deadline) {
          // Refused for now: repeating is safe for reads and writes alike.
        } else if (code === OPERATIONS_ERROR && needsLogin(error) && Date.now() < deadline) {
          await this.#drop();
        } else throw new DirectoryRefused(code, doing, diagnostic(error), error);
        await pause(this.#timing.pauseMs);
      }
    }
  }

  /** A client that is logged in. Waits for a server that is down, at most until `deadline`. */
  async #ready(deadline: number): Promise<LdapClient> {
    for (;;) {
      if (this.#client?.isBound === true) return this.#client;
      await this.#drop();
      const client = this.#factory(this.#clientOptions());
      try {
        if (!this.#secure) await client.startTLS(this.#tlsOptions());
        await client.bind(this.#address.bindDn, this.#address.password);
        this.#client = client;
        return client;
      } catch (error) {
        await discard(client);
        const code = resultCode(error);
        if (code === INVALID_CREDENTIALS) throw new DirectoryLoginRefused(this.server, diagnostic(error), error);
        if (code !== null && !TRANSIENT.has(code)) {
          throw new DirectoryRefused(code, `login at ${this.server}`, diagnostic(error), error);
        }
        if (!isWorthWaiting(error) || Date.now() >= deadline || this.#closed) {
          throw new DirectoryUnreachable(this.server, reasonOf(error), error);
        }
      }
      await pause(this.#timing.pauseMs);
    }
  }

  get #secure(): boolean {
    return this.#address.url.toLowerCase().startsWith('ldaps:');
  }

  #clientOptions(): ClientOptions {
    return {
      url: this.#address.url,
      timeout: this.#timing.operationMs,
      connectTimeout: this.#timing.connectMs,
      strictDN: false,
      // Covers the moment between the look at the connection and the request.
      autoRebind: true,
      ...(this.#secure ? { tlsOptions: this.#tlsOptions() } : {}),
    };
  }

  #tlsOptions(): ConnectionOptions {
    const host = new URL(this.#address.url).hostname;
    return {
      minVersion: 'TLSv1.2',
      ...(this.#address.caFile === null ? {} : { ca: readFileSync(this.#address.caFile) }),
      // A name is sent and checked; an IP address is checked against the certificate's addresses.
      ...(/^[\d.]+$|:/.test(host) ? { host } : { host, servername: host }),
    };
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client !== null) await discard(client);
  }
}

/** Says goodbye; a server that does not listen any more is no failure. */
async function discard(client: LdapClient): Promise<void> {
  try {
    await client.unbind();
  } catch {
    // Nothing left to say goodbye to.
  }
}

function resultCode(error: unknown): number | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : null;
}

function diagnostic(error: unknown): string {
  return reasonOf(error)
    .replace(/ ?Code: 0x[0-9a-f]+$/i, '')
    .replaceAll('\0', '')
    .trim();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  const first = (error.message.split('\n')[0] ?? '').trim();
  return typeof code === 'string' && !first.includes(code) ? `${code} ${first}` : first || error.name;
}

function needsLogin(error: unknown): boolean {
  return /without authentication|successful bind/i.test(reasonOf(error));
}

/** ldapts reports a lost connection and a silent server as plain errors; a defect has another class. */
function isConnectionLoss(error: unknown): boolean {
  return error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
}

/** A wrong certificate stays wrong; a server that is down may come back. */
function isWorthWaiting(error: unknown): boolean {
  const reason = reasonOf(error);
  return isConnectionLoss(error) && !/CERT|certificate|ENOTFOUND|altnames|SSL routines|wrong version/i.test(reason);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
