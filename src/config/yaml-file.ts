/**
 * Reads the configuration file into plain values and knows the line of each key. The parser's own messages are not
 * passed on, because they quote the text around an error, which may be a secret.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, type YAMLError } from 'yaml';
import { decode } from './decode.ts';
import { ConfigurationInvalid, ConfigurationUnreadable, type Problem } from './errors.ts';

export type Values = Record<string, unknown>;

export interface YamlFile {
  readonly values: Values;
  /** `gc2pc.yaml line 4`, for the key at this path or the closest one around it. */
  where(path: readonly PropertyKey[]): string;
}

/** Null when there is no such file and it was not asked for by name. @throws ConfigurationUnreadable, ConfigurationInvalid */
export function readYamlFile(path: string, required: boolean): YamlFile | null {
  const bytes = readBytes(path, required);
  return bytes === null ? null : parseYaml(decode(bytes, basename(path)), basename(path));
}

export function parseYaml(text: string, name: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => syntaxProblem(error, lines, name));
    throw new ConfigurationInvalid(
      problems.filter((one, at) => problems.findIndex((p) => p.where === one.where) === at),
    );
  }
  const root = plainValues(document, name);
  if (root !== null && (typeof root !== 'object' || Array.isArray(root))) {
    throw new ConfigurationInvalid([{ where: name, what: 'must hold keys and values, such as "workDir: .gc2pc"' }]);
  }
  return {
    values: (root ?? {}) as Values,
    where: (at) => `${name} line ${lineOf(document, at, lines)}`,
  };
}

function plainValues(document: Document, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    // The parser quotes the alias, which may be the start of an unquoted secret.
    throw new ConfigurationInvalid([
      { where: name, what: 'has a value that begins with "*"; put it in single quotes' },
    ]);
  }
}

function readBytes(path: string, required: boolean): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const missing = code === 'ENOENT';
    if (code === 'EISDIR') {
      throw new ConfigurationUnreadable(`${path} is a folder.`, 'Give the path of a file with --config.', cause);
    }
    if (missing && !required) return null;
    throw new ConfigurationUnreadable(
      `The configuration file ${path} ${missing ? 'does not exist' : 'cannot be read'}.`,
      missing
        ? 'Give the right path with --config, or write a new file with "gc2pc init".'
        : 'Give gc2pc the right to read it.',
      cause,
    );
  }
}

function syntaxProblem(error: YAMLError, lines: LineCounter, name: string): Problem {
  return {
    where: `${name} line ${lines.linePos(error.pos[0]).line}`,
    what: SYNTAX[error.code] ?? 'cannot be read as YAML; look at indentation, colons and quotes around it',
  };
}

const SYNTAX: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'is indented with a tab; YAML wants spaces',
  DUPLICATE_KEY: 'gives a key for the second time',
  BAD_INDENT: 'is not indented like its neighbours',
  BAD_DQ_ESCAPE: 'has a backslash in double quotes that means nothing; write Windows paths in single quotes',
  MISSING_CHAR: 'lacks a closing quote, bracket or colon',
  MULTIPLE_DOCS: 'begins a second document; the file must hold one',
  MULTILINE_IMPLICIT_KEY: 'is no "key: value"; a value of several lines needs quotes',
};

function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  let node: Node | null = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
    if (pair === undefined) break;
    offset = (pair.key as Node).range?.[0] ?? offset;
    node = pair.value as Node | null;
  }
  return lines.linePos(offset).line;
}
