/**
 * The before-image on disk: JSON for gc2pc, LDIF for everyone, each 0600, synced, read back and compared with the entry
 * in memory before it counts. Nothing in the directory is touched before `saveImage` has returned.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OperatorError } from '#src/model/errors.ts';
import type { AttributeRule } from './attribute-rules.ts';
import { type BeforeImage, differencesFrom, notRestorable } from './before-image.ts';
import { entryOf } from './directory-port.ts';
import { fromLdif, toLdif } from './ldif.ts';

export interface SavedImage {
  readonly jsonFile: string;
  readonly ldifFile: string;
  /** Of the JSON file. */
  readonly sha256: string;
  readonly ldifSha256: string;
}

/** The before-image of the user cannot be kept, so nothing is taken away. */
class ImageNotSafe extends OperatorError {
  readonly code = 'BEFORE_IMAGE_NOT_SAFE';
  readonly exit = 'gateRefused' as const;
  readonly hint = 'Check that the work directory has room and can be written, then run the same command again.';
}

const OWNER_ONLY = 0o600;

export function saveImage(folder: string, name: string, image: BeforeImage): SavedImage {
  const jsonFile = join(folder, `${name}.json`);
  const ldifFile = join(folder, `${name}.ldif`);
  const json = imageJson(image);
  const ldif = toLdif(image.entry, [
    `Before-image of ${image.entry.guid}, SID ${image.sid}, read from ${image.server}`,
    ...image.linkEnds.map((link) => `pointed to by ${link.attribute} of ${link.dn}`),
    ...notRestorable(image).map((item) => `not restorable by creation: ${item.attribute} (${item.reason})`),
  ]);
  writeSynced(jsonFile, json);
  writeSynced(ldifFile, ldif);
  const saved = { jsonFile, ldifFile, sha256: sha256(json), ldifSha256: sha256(ldif) };
  const again = loadImage(jsonFile, saved.sha256);
  const fromText = fromLdif(readFileSync(ldifFile, 'utf8'));
  const differences = [
    ...differencesFrom(image, again.entry),
    ...differencesFrom(image, entryOf(fromText.dn, fromText.attributes)),
  ];
  if (differences.length > 0 || fromText.dn !== image.entry.dn || again.linkEnds.length !== image.linkEnds.length) {
    const names = differences.map((item) => item.attribute).join(', ');
    throw new ImageNotSafe(`the before-image read back from ${folder} differs from the user: ${names}`);
  }
  return saved;
}

/** Throws `ImageNotSafe` where the file is not the one that was written. */
export function loadImage(jsonFile: string, expectedSha256: string): BeforeImage {
  let text: string;
  try {
    text = readFileSync(jsonFile, 'utf8');
  } catch (error) {
    throw new ImageNotSafe(`the before-image ${jsonFile} cannot be read`, error);
  }
  if (sha256(text) !== expectedSha256)
    throw new ImageNotSafe(`the before-image ${jsonFile} was changed after it was written`);
  const raw = JSON.parse(text) as StoredImage;
  return {
    takenAt: raw.takenAt,
    server: raw.server,
    sid: raw.sid,
    linkEnds: raw.linkEnds,
    children: raw.children,
    rules: new Map(Object.entries(raw.rules)),
    entry: entryOf(
      raw.dn,
      new Map(
        Object.entries(raw.attributes).map(([name, list]) => [name, list.map((value) => Buffer.from(value, 'base64'))]),
      ),
    ),
  };
}

interface StoredImage extends Omit<BeforeImage, 'entry' | 'rules'> {
  readonly dn: string;
  readonly guid: string;
  readonly rules: Readonly<Record<string, AttributeRule>>;
  /** Base64, so that every byte survives. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

function imageJson(image: BeforeImage): string {
  const { entry, rules, ...rest } = image;
  const stored: StoredImage = {
    ...rest,
    dn: entry.dn,
    guid: entry.guid,
    rules: Object.fromEntries(rules),
    attributes: Object.fromEntries(
      [...entry.attributes].map(([name, list]) => [name, list.map((value) => value.toString('base64'))]),
    ),
  };
  return `${JSON.stringify(stored, null, 1)}\n`;
}

function writeSynced(file: string, content: string): void {
  const handle = openSync(file, 'w', OWNER_ONLY);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(dirname(file));
}

/** Makes a new name in a folder survive a power cut, where the file system can. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } catch {
    // Windows and some network file systems do not sync folders.
  } finally {
    closeSync(handle);
  }
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
