/**
 * The state of the stand-in directory: one JSON file, replaced as a whole and synced, so that a killed process leaves
 * either the old directory or the new one.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { OperatorError } from '#src/model/errors.ts';

export const STAND_IN_FORMAT = 'gc2pc-stand-in-directory';
export const STAND_IN_VERSION = 1;

export interface StandInAttribute {
  /** As the schema states it, e.g. `2.5.5.12`. */
  readonly syntax: string;
  readonly single: boolean;
  readonly systemOnly: boolean;
  readonly systemFlags: number;
  /** Even: a link; the odd number after it: its back link. */
  readonly linkId: number | null;
}

/** Text where the bytes are UTF-8, else `{ base64 }`. */
export type StoredValue = string | { readonly base64: string };

export interface StoredObject {
  dn: string;
  attributes: Record<string, StoredValue[]>;
  deleted: boolean;
  /** Links to this object that were cut when it was deleted; a recycle bin mends them. */
  cutLinks: { holder: string; attribute: string }[];
}

export interface StandInState {
  readonly format: typeof STAND_IN_FORMAT;
  readonly version: typeof STAND_IN_VERSION;
  readonly server: string;
  readonly domainBase: string;
  readonly recycleBin: boolean;
  readonly domainSid: string;
  /** SIDs of the account that a rehearsal works as. */
  readonly token: readonly string[];
  readonly schema: Readonly<Record<string, StandInAttribute>>;
  /** Classes that may be created, with the attribute that names their objects. */
  readonly classes: Readonly<Record<string, { readonly principal: boolean }>>;
  nextRid: number;
  usn: number;
  /** By GUID. */
  objects: Record<string, StoredObject>;
}

/** The file of `directory.url` is no stand-in directory. */
class StandInUnreadable extends OperatorError {
  readonly code = 'STAND_IN_UNREADABLE';
  readonly exit = 'usage' as const;
  readonly hint = 'Point directory.url to a state file that `gc2pc rehearse` has made, or to a domain controller.';
}

export function readState(file: string): StandInState {
  let state: StandInState;
  try {
    state = JSON.parse(readFileSync(file, 'utf8')) as StandInState;
  } catch (error) {
    throw new StandInUnreadable(`${file} is no stand-in directory`, error);
  }
  if (state.format !== STAND_IN_FORMAT || state.version !== STAND_IN_VERSION) {
    throw new StandInUnreadable(`${file} is no stand-in directory of version ${STAND_IN_VERSION}`);
  }
  return state;
}

export function writeState(file: string, state: StandInState): void {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, 'w', 0o600);
  writeSync(handle, JSON.stringify(state, null, 1));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(temporary, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } catch {
    // Some file systems do not sync folders.
  }
  closeSync(folder);
}

export function toBytes(value: StoredValue): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value.base64, 'base64');
}

export function toStored(value: Buffer): StoredValue {
  const text = value.toString('utf8');
  return Buffer.from(text, 'utf8').equals(value) ? text : { base64: value.toString('base64') };
}
