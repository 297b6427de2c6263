/**
 * The network as this computer sees it: names, connections, certificates. Every call ends within its time-out. Servers of
 * that age speak TLS 1.0 with short keys, so the handshake takes whatever is offered: certificates are looked at here,
 * never trusted, and no data is sent.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { createConnection, isIP, type LookupFunction } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  type NetworkPort,
  NetworkUnreachable,
  type PresentedCertificate,
  type Reached,
  type TlsFacts,
} from '#src/preflight/network-port.ts';
import { authorityKeyIdOf, subjectKeyIdOf } from './key-identifiers.ts';

export interface NetworkOptions {
  /** Of one call, milliseconds. */
  readonly timeoutMs?: number;
  /** Name servers to ask, `ADDRESS[:PORT]`, also for the names that are connected to; none = those of the system. */
  readonly nameServers?: readonly string[];
}

const TIMEOUT_MS = 5_000;
const NO_SUCH_NAME = new Set(['ENOTFOUND', 'ENODATA']);
/** Longest chain that is followed. */
const CHAIN = 10;

export class NodeNetwork implements NetworkPort {
  readonly #timeoutMs: number;
  readonly #resolver: Resolver;
  /** Null = as the system looks names up, its file of hosts included. */
  readonly #lookup: LookupFunction | null;

  constructor({ timeoutMs = TIMEOUT_MS, nameServers = [] }: NetworkOptions = {}) {
    this.#timeoutMs = timeoutMs;
    this.#resolver = new Resolver({ timeout: Math.max(1, Math.floor(timeoutMs / 2)), tries: 2 });
    if (nameServers.length > 0) this.#resolver.setServers([...nameServers]);
    this.#lookup =
      nameServers.length > 0 ? (name, options, answer) => this.#lookUp(name, options.all === true, answer) : null;
  }

  async resolve(name: string): Promise<string[]> {
    if (isIP(name) !== 0) return [name];
    const answers = await Promise.allSettled([this.#resolver.resolve4(name), this.#resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    for (const answer of answers) {
      if (answer.status === 'fulfilled') continue;
      const code = codeOf(answer.reason);
      if (!NO_SUCH_NAME.has(code)) throw new NetworkUnreachable(`no name server tells of ${name}`, code, answer.reason);
    }
    return [];
  }

  connect(host: string, port: number): Promise<Reached> {
    return new Promise((resolve) => {
      const socket = createConnection({ host, port, ...this.#asked() });
      const end = (reached: Reached): void => {
        socket.destroy();
        resolve(reached);
      };
      socket.setTimeout(this.#timeoutMs, () => end({ reached: false, refused: false, why: 'no answer' }));
      socket.once('connect', () => end({ reached: true }));
      socket.once('error', (error) => {
        const why = codeOf(error);
        end({ reached: false, refused: why === 'ECONNREFUSED', why });
      });
    });
  }

  tls(host: string, port: number): Promise<TlsFacts> {
    return new Promise((resolve, reject) => {
      const where = `${host}:${port}`;
      const socket = connectTls({
        host,
        port,
        ...this.#asked(),
        ...(isIP(host) === 0 ? { servername: host } : {}),
        rejectUnauthorized: false,
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      const fail = (why: string, cause?: unknown): void => {
        socket.destroy();
        reject(new NetworkUnreachable(where, why, cause));
      };
      const timer = setTimeout(() => fail('no TLS handshake in time'), this.#timeoutMs);
      socket.once('error', (error) => {
        clearTimeout(timer);
        fail(codeOf(error), error);
      });
      socket.once('secureConnect', () => {
        clearTimeout(timer);
        const facts = { chain: chainOf(socket), protocol: socket.getProtocol() ?? 'unknown' };
        socket.destroy();
        resolve(facts);
      });
    });
  }

  #asked(): { lookup?: LookupFunction } {
    return this.#lookup === null ? {} : { lookup: this.#lookup };
  }

  #lookUp(name: string, all: boolean, answer: Parameters<LookupFunction>[2]): void {
    this.resolve(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (first === undefined) answer(Object.assign(new Error(name), { code: 'ENOTFOUND' }), '', 0);
        else if (all) answer(null, found);
        else answer(null, first.address, first.family);
      },
      (error: unknown) => answer(error as NodeJS.ErrnoException, '', 0),
    );
  }
}

function chainOf(socket: TLSSocket): PresentedCertificate[] {
  const chain: PresentedCertificate[] = [];
  let each = socket.getPeerCertificate(true);
  while (each?.raw !== undefined && chain.length < CHAIN) {
    chain.push(presented(each.raw));
    // The runtime ends a chain by a certificate that names itself as its issuer.
    if (each.issuerCertificate === undefined || each.issuerCertificate.fingerprint256 === each.fingerprint256) break;
    each = each.issuerCertificate;
  }
  return chain;
}

function presented(raw: Buffer): PresentedCertificate {
  const certificate = new X509Certificate(raw);
  const key = certificate.publicKey;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    authorityKeyId: authorityKeyIdOf(raw),
    subjectKeyId: subjectKeyIdOf(raw),
    publicKeyHash: createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    dnsNames: [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,\s"]+)/g)].map((match) => match[1] ?? ''),
    extendedKeyUsages: certificate.keyUsage ?? [],
    keyType: key.asymmetricKeyType ?? 'unknown',
    keyBits: key.asymmetricKeyDetails?.modulusLength ?? null,
    raw,
  };
}

function oneLine(name: string | undefined): string {
  return (name ?? '').replaceAll('\n', ', ');
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code ?? (error instanceof Error ? error.name : 'unknown reason');
}
