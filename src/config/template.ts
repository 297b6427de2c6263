/** The commented gc2pc.yaml that `init` writes. Every key is there; those without a value to give are commented out. */
import { stringify } from 'yaml';
import { wrap } from '#src/model/wrap.ts';
import { variableOf } from './environment.ts';
import { configurationKeys, type Key } from './keys.ts';

export const SCHEMA_FILE = 'gc2pc.schema.json';
const WIDTH = 110;

export function configurationTemplate(): string {
  const lines = [
    `# yaml-language-server: $schema=./${SCHEMA_FILE}`,
    '# Configuration of gc2pc. Uncomment what you need; everything else keeps the value shown.',
    '# Secrets never stand here: write env:NAME or file:PATH. Windows paths need single quotes or none.',
  ];
  for (const key of configurationKeys()) lines.push(...linesOf(key));
  return `${lines.join('\n')}\n`;
}

function linesOf(key: Key): string[] {
  const indent = '  '.repeat(key.path.split('.').length - 1);
  const name = key.path.split('.').at(-1) ?? key.path;
  if (key.section) return [...(indent === '' ? [''] : []), ...wrapped(key.description, indent), `${indent}${name}:`];
  const variable = variableOf(key.path);
  const notes = [
    key.description,
    key.form === 'text' ? '' : `(${key.form})`,
    variable === null ? '' : `Or ${variable}.`,
  ];
  const value = key.default ?? key.example ?? placeholder(key);
  return [
    ...(key.path.includes('.') ? [] : ['']),
    ...wrapped(notes.filter(Boolean).join(' '), indent),
    `${indent}# ${name}: ${inline(value)}`,
  ];
}

function placeholder(key: Key): string {
  return key.path.endsWith('password') ? `env:${variableOf(key.path) ?? 'NAME'}` : '…';
}

function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, singleQuote: true }).trimEnd();
}

function wrapped(text: string, indent: string): string[] {
  const begin = `${indent}# `;
  return wrap(text, WIDTH - begin.length).map((line) => `${begin}${line}`);
}
