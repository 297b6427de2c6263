/** Looks at a SQL Server from outside: what it says before a login, and which TLS it speaks. No login is ever tried. */
import { isIP, type Socket, connect as tcpConnect } from 'node:net';
import { type TLSSocket, connect as tlsConnect } from 'node:tls';
import type { SqlServerAddress } from '#src/config/configuration.ts';
import { TdsFraming } from './tds-framing.ts';
import { HEADER_BYTES, type PreloginAnswer, preloginAnswer, preloginRequest } from './tds-prelogin.ts';

export type TlsSettings = Pick<SqlServerAddress, 'minTls' | 'securityLevel'>;

export type TlsOutcome =
  | {
      readonly spoken: true;
      /** e.g. `TLSv1.2` */
      readonly protocol: string;
      /** Of an RSA key; null for others. */
      readonly keyBits: number | null;
      /** e.g. `DEPTH_ZERO_SELF_SIGNED_CERT`; null where the certificate is trusted. */
      readonly distrusted: string | null;
    }
  | { readonly spoken: false; readonly why: string };

/** @throws Error with the reason of the system, or that nothing was understood in time */
export async function prelogin(
  host: string,
  port: number,
  encryption: number,
  timeoutMs: number,
): Promise<PreloginAnswer> {
  const { socket, answer } = await begin(host, port, encryption, timeoutMs);
  socket.destroy();
  return answer;
}

/** Tries one handshake, the way in which the driver makes it: inside TDS, at most TLS 1.2. */
export async function handshake(
  host: string,
  port: number,
  settings: TlsSettings,
  encryption: number,
  timeoutMs: number,
): Promise<TlsOutcome> {
  const { socket } = await begin(host, port, encryption, timeoutMs);
  try {
    const tls = tlsConnect({
      socket: new TdsFraming(socket),
      maxVersion: 'TLSv1.2',
      ...(settings.minTls === null ? {} : { minVersion: settings.minTls }),
      ...(settings.securityLevel === null ? {} : { ciphers: `DEFAULT@SECLEVEL=${settings.securityLevel}` }),
      // Looked at, not trusted: nothing is sent but the handshake.
      rejectUnauthorized: false,
      host,
      ...(isIP(host) ? {} : { servername: host }),
    });
    return await within(timeoutMs, spoken(tls));
  } catch (error) {
    return { spoken: false, why: reasonOf(error) };
  } finally {
    socket.destroy();
  }
}

async function begin(
  host: string,
  port: number,
  encryption: number,
  timeoutMs: number,
): Promise<{ socket: Socket; answer: PreloginAnswer }> {
  const socket = tcpConnect({ host, port });
  try {
    await within(timeoutMs, once(socket, 'connect'));
    const packet = within(timeoutMs, firstPacket(socket));
    socket.write(preloginRequest(encryption));
    const answer = preloginAnswer(await packet);
    if (answer === null) throw new Error('the answer is not one of SQL Server');
    return { socket, answer };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function spoken(tls: TLSSocket): Promise<TlsOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<TlsOutcome>();
  tls.once('error', reject);
  tls.once('close', () => reject(new Error('the server closed the connection during the handshake')));
  tls.once('secureConnect', () => {
    const { bits, modulus } = tls.getPeerCertificate() as { bits?: number; modulus?: string };
    const error = tls.authorizationError as Error | string | null | undefined;
    resolve({
      spoken: true,
      protocol: tls.getProtocol() ?? 'unknown',
      // Elliptic curves have shorter keys, which are none the weaker.
      keyBits: modulus === undefined ? null : (bits ?? null),
      distrusted: tls.authorized || error === null || error === undefined ? null : reasonOf(error),
    });
  });
  return promise;
}

function firstPacket(socket: Socket): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let pending = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    pending = Buffer.concat([pending, chunk]);
    if (pending.length < HEADER_BYTES || pending.length < pending.readUInt16BE(2)) return;
    socket.off('data', take);
    resolve(pending.subarray(HEADER_BYTES));
  };
  socket.on('data', take);
  socket.once('error', reject);
  socket.once('close', () => reject(new Error('the server closed the connection without an answer')));
  return promise;
}

function once(socket: Socket, event: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once(event, () => resolve());
  // Stays, so that an error that comes later has somebody to hear it.
  socket.on('error', reject);
  return promise;
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

/** The code of Node or OpenSSL where there is one: short, stable, and free of values. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message.split('\n')[0] ?? error.name;
}
