/** The first message of TDS: both sides say what they know of encryption, before anybody logs in. Source: [MS-TDS] 2.2.6.5. */

export const PRELOGIN_TYPE = 0x12;
export const HEADER_BYTES = 8;
const END_OF_MESSAGE = 0x01;
const TOKEN_VERSION = 0x00;
const TOKEN_ENCRYPTION = 0x01;
const TERMINATOR = 0xff;

export const ENCRYPTION = { off: 0, on: 1, notSupported: 2, required: 3 } as const;

export interface PreloginAnswer {
  /** e.g. `10.50.4000` */
  readonly version: string;
  /** One of `ENCRYPTION`. */
  readonly encryption: number;
}

/** One packet, header included. */
export function packet(type: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(type, 0);
  header.writeUInt8(END_OF_MESSAGE, 1);
  header.writeUInt16BE(HEADER_BYTES + payload.length, 2);
  return Buffer.concat([header, payload]);
}

export function preloginRequest(encryption: number): Buffer {
  const options = Buffer.from([TOKEN_VERSION, 0, 11, 0, 6, TOKEN_ENCRYPTION, 0, 17, 0, 1, TERMINATOR]);
  return packet(PRELOGIN_TYPE, Buffer.concat([options, Buffer.alloc(6), Buffer.from([encryption])]));
}

/** @param payload without the header. Null where it is not an answer to a prelogin. */
export function preloginAnswer(payload: Buffer): PreloginAnswer | null {
  let version: string | null = null;
  let encryption: number | null = null;
  for (let at = 0; at + 5 <= payload.length && payload[at] !== TERMINATOR; at += 5) {
    const value = payload.subarray(payload.readUInt16BE(at + 1)).subarray(0, payload.readUInt16BE(at + 3));
    if (payload[at] === TOKEN_VERSION && value.length >= 4)
      version = `${value[0]}.${value[1]}.${value.readUInt16BE(2)}`;
    if (payload[at] === TOKEN_ENCRYPTION && value.length === 1) encryption = value[0] ?? null;
  }
  return version === null || encryption === null ? null : { version, encryption };
}
