/** `env:NAME` and `file:PATH`: where a secret of the configuration file is kept. A literal secret is refused. */
import { readFileSync } from 'node:fs';
import { absolute } from './database-url.ts';
import { decode } from './decode.ts';
import { ValueRefused } from './errors.ts';
import { Secret } from './secret.ts';

export const SECRET_REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/s;

/** @throws ValueRefused; its text never holds what was found. */
export function resolveSecret(
  reference: string,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): Secret {
  if (reference.startsWith('env:')) {
    const name = reference.slice('env:'.length);
    const value = environment[name];
    if (value === undefined || value === '')
      throw new ValueRefused(`names the environment variable ${name}, which is not set`);
    return new Secret(value);
  }
  const path = absolute(reference.slice('file:'.length), folder);
  return new Secret(firstLine(path));
}

function firstLine(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new ValueRefused(`names the file ${path}, which ${why}`);
  }
  const text = decode(bytes, path).replace(/\n+$/, '');
  if (text === '') throw new ValueRefused(`names the file ${path}, which is empty`);
  return text;
}
