/** What a client of SQL Server says on the wire, as far as tests look for it. Source: [MS-TDS] 2.2.3.1, 2.2.6.9. */

const HEADER_BYTES = 8;
const TRANSACTION_REQUEST = 14;
const COMMIT = 7;

/** True for bytes that are one packet and ask for a commit. */
export function isCommit(sent: Buffer): boolean {
  if (sent[0] !== TRANSACTION_REQUEST || sent.length < 2 * HEADER_BYTES || sent.readUInt16BE(2) !== sent.length)
    return false;
  // The length of all headers follows, and then the type of the request.
  const at = HEADER_BYTES + sent.readUInt32LE(HEADER_BYTES);
  return at + 2 <= sent.length && sent.readUInt16LE(at) === COMMIT;
}
