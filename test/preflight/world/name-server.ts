/** A name server over UDP that answers address records from a map, which a test changes. Source: RFC 1035, section 4. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HEADER = 12;
const TYPE_A = 1;
/** Response, authoritative, recursion as asked. */
const ANSWER = 0x8400;
const RECURSION_ASKED = 0x0100;
const NO_SUCH_NAME = 3;
/** Points to the name of the question. */
const SAME_NAME = 0xc00c;

export interface NameServer {
  /** `ADDRESS:PORT` */
  readonly at: string;
  /** FQDN in lower case → IPv4 addresses. */
  readonly records: Map<string, readonly string[]>;
  close(): void;
}

export async function nameServer(records: ReadonlyMap<string, readonly string[]>): Promise<NameServer> {
  const known = new Map(records);
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => socket.send(reply(query, known), from.port, from.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { at: `127.0.0.1:${socket.address().port}`, records: known, close: () => void socket.close() };
}

function reply(query: Buffer, records: ReadonlyMap<string, readonly string[]>): Buffer {
  const { name, end } = nameAt(query, HEADER);
  const question = query.subarray(HEADER, end + 4);
  const addresses = records.get(name.toLowerCase());
  const answers = query.readUInt16BE(end) === TYPE_A ? (addresses ?? []).map(record) : [];
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  const code = addresses === undefined ? NO_SUCH_NAME : 0;
  header.writeUInt16BE(ANSWER | (query.readUInt16BE(2) & RECURSION_ASKED) | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  return Buffer.concat([header, question, ...answers]);
}

/** One question alone comes in, so no name is ever compressed. */
function nameAt(bytes: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) {
    labels.push(bytes.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}

function record(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt16BE(SAME_NAME, 0);
  bytes.writeUInt16BE(TYPE_A, 2);
  bytes.writeUInt16BE(1, 4); // class IN
  bytes.writeUInt32BE(0, 6); // seconds to keep
  bytes.writeUInt16BE(4, 10);
  for (const [index, part] of address.split('.').entries()) bytes.writeUInt8(Number(part), 12 + index);
  return bytes;
}
