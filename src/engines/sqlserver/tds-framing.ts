/** A TLS handshake as TDS carries it: each flight in packets of the prelogin type. Source: [MS-TDS] 3.2.5.2. */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { HEADER_BYTES, PRELOGIN_TYPE, packet } from './tds-prelogin.ts';

/** Packets of 4,096 bytes are what every server takes before a login agrees on more. */
const PAYLOAD_BYTES = 4_096 - HEADER_BYTES;

export class TdsFraming extends Duplex {
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('end', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => this.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (let at = 0; at < chunk.length; at += PAYLOAD_BYTES) {
      this.#socket.write(packet(PRELOGIN_TYPE, chunk.subarray(at, at + PAYLOAD_BYTES)));
    }
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #take(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#pending.length >= HEADER_BYTES) {
      const length = this.#pending.readUInt16BE(2);
      if (length < HEADER_BYTES) {
        this.destroy(new Error('not a packet of TDS'));
        return;
      }
      if (this.#pending.length < length) return;
      this.push(this.#pending.subarray(HEADER_BYTES, length));
      this.#pending = this.#pending.subarray(length);
    }
  }
}
