/** Turns the bytes of a configuration file into text: UTF-8 with or without BOM, and UTF-16 with one, as Windows writes it. */
import { ConfigurationUnreadable } from './errors.ts';

/** @throws ConfigurationUnreadable when the bytes are no text in one of these encodings. */
export function decode(bytes: Uint8Array, name: string): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    throw new ConfigurationUnreadable(
      `${name} is not valid ${encoding.toUpperCase()} text.`,
      'Save the file as UTF-8, then run the same command again.',
    );
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // YAML written without a BOM begins with an ASCII character, so a zero beside it gives UTF-16 away.
  if (bytes.length >= 2 && bytes[0] !== 0 && bytes[1] === 0) return 'utf-16le';
  if (bytes.length >= 2 && bytes[0] === 0 && bytes[1] !== 0) return 'utf-16be';
  return 'utf-8';
}
