/**
 * As much of a SQL Server as comes before a login: it answers PRELOGIN, speaks TLS inside TDS packets with the versions,
 * ciphers and certificate of the test, and refuses every login with error 18456. It is a real TLS server of Node: what it
 * refuses, it refuses for OpenSSL's reasons. Source: [MS-TDS] 2.2.6.5, 3.3.5.
 */
import { createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type SecureVersion, TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificates.ts';

const HEADER = 8;
const PRELOGIN = 0x12;
const LOGIN7 = 0x10;
const RESPONSE = 0x04;
const ON = 1;
const NOT_SUPPORTED = 2;
const REQUIRED = 3;

export interface TdsServerOptions {
  readonly certificate: TestCertificate | null;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** OpenSSL's list, e.g. to allow only what old servers have. */
  readonly ciphers?: string;
  /** OpenSSL's list of signature algorithms. */
  readonly sigalgs?: string;
  /** Refuses clients that do not encrypt. */
  readonly forceEncryption?: boolean;
  /** Takes the connection and says nothing. */
  readonly mute?: boolean;
}

export interface TdsServer {
  readonly port: number;
  /** Logins that were tried. */
  readonly logins: () => number;
  close(): Promise<void>;
}

export async function tdsServer(options: TdsServerOptions): Promise<TdsServer> {
  let logins = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    if (options.mute !== true) {
      serve(socket, options, () => {
        logins += 1;
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    logins: () => logins,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function serve(socket: Socket, options: TdsServerOptions, loginTried: () => void): void {
  const wire = new Wire(socket);
  wire.onPacket = (type, payload) => {
    if (type === LOGIN7) {
      loginTried();
      wire.send(refusal());
      return;
    }
    if (type !== PRELOGIN) return;
    const asked = payload[payload.length - 1];
    const answer =
      options.certificate === null
        ? NOT_SUPPORTED
        : options.forceEncryption === true
          ? REQUIRED
          : asked === ON
            ? ON
            : NOT_SUPPORTED;
    wire.send(packet(RESPONSE, prelogin(answer)));
    if (asked === ON && options.certificate !== null) encrypt(wire, options, options.certificate, loginTried);
  };
}

function encrypt(wire: Wire, options: TdsServerOptions, certificate: TestCertificate, loginTried: () => void): void {
  const { minVersion, maxVersion, ciphers, sigalgs } = options;
  const tls = new TLSSocket(wire.tunnel(), {
    isServer: true,
    key: certificate.key,
    cert: certificate.cert,
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(sigalgs === undefined ? {} : { sigalgs }),
    // A server of that time knows no security levels.
    ciphers: `${ciphers ?? 'DEFAULT'}@SECLEVEL=0`,
  });
  tls.on('error', () => tls.destroy());
  tls.on('data', (chunk: Buffer) => {
    if (chunk[0] !== LOGIN7) return;
    loginTried();
    tls.write(refusal());
  });
}

/** Packets until the handshake, then what TLS itself sends, bare: the first bare record that comes in switches over. */
class Wire {
  onPacket: (type: number, payload: Buffer) => void = () => {};
  readonly #socket: Socket;
  #pending = Buffer.alloc(0);
  #tunnel: Duplex | null = null;
  #bare = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  tunnel(): Duplex {
    this.#tunnel = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        this.#socket.write(this.#bare ? chunk : packet(PRELOGIN, chunk));
        done();
      },
      destroy: (error, done) => {
        this.#socket.destroy();
        done(error);
      },
    });
    return this.#tunnel;
  }

  #take(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length > 0) {
      if (this.#tunnel !== null && this.#pending[0] !== PRELOGIN) this.#bare = true;
      if (this.#bare) {
        this.#tunnel?.push(this.#pending);
        this.#pending = Buffer.alloc(0);
        return;
      }
      if (this.#pending.length < HEADER || this.#pending.length < this.#pending.readUInt16BE(2)) return;
      const length = this.#pending.readUInt16BE(2);
      const [type, payload] = [this.#pending[0] ?? 0, this.#pending.subarray(HEADER, length)];
      this.#pending = this.#pending.subarray(length);
      if (this.#tunnel !== null) this.#tunnel.push(payload);
      else this.onPacket(type, payload);
    }
  }
}

function packet(type: number, payload: Buffer): Buffer {
  const header = Buffer.from([type, 1, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(HEADER + payload.length, 2);
  return Buffer.concat([header, payload]);
}

/** Version 10.50.4000 and an answer about encryption. */
function prelogin(encryption: number): Buffer {
  return Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 10, 50, 0x0f, 0xa0, 0, 0, encryption]);
}

/** ERROR token 18456, state 1, class 14, and DONE with the error bit. */
function refusal(): Buffer {
  const text = Buffer.from('Login failed.', 'utf16le');
  const body = Buffer.alloc(6);
  body.writeInt32LE(18_456, 0);
  body.writeUInt8(1, 4);
  body.writeUInt8(14, 5);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(text.length / 2, 0);
  const error = Buffer.concat([body, length, text, Buffer.from([0, 0, 0, 0, 0, 0])]);
  const head = Buffer.from([0xaa, 0, 0]);
  head.writeUInt16LE(error.length, 1);
  const done = Buffer.from([0xfd, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  return packet(RESPONSE, Buffer.concat([head, error, done]));
}
