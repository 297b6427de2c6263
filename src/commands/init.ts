/** Writes a commented configuration file and its JSON Schema. Never overwrites a configuration. */
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { configurationJsonSchema } from '#src/config/keys.ts';
import { DEFAULT_FILE } from '#src/config/read.ts';
import { configurationTemplate, SCHEMA_FILE } from '#src/config/template.ts';
import { FileNotWritten, UsageRefused } from './command-errors.ts';
import type { Verb } from './verb.ts';

export const initVerb: Verb = {
  name: 'init',
  summary: 'writes a commented gc2pc.yaml and its JSON Schema',
  options: [],
  keepsNoLog: true,
  needsNoConfiguration: true,
  stopsAtOnce: true,
  run: async (_context, options) => {
    const file = resolve(typeof options.config === 'string' ? options.config : DEFAULT_FILE);
    const schema = join(dirname(file), SCHEMA_FILE);
    writeNew(file, configurationTemplate());
    writeSchema(schema);
    return {
      exit: 'done',
      findings: [],
      nextSteps: ['gc2pc plan'],
      data: { configFile: file, schemaFile: schema },
      text: `Wrote ${file} and ${schema}.\nFill in source.url and target.url, and put the passwords where the file says.`,
    };
  },
};

function writeSchema(file: string): void {
  try {
    writeFileSync(file, `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
  } catch (cause) {
    throw new FileNotWritten(file, cause);
  }
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    if (exists) throw new UsageRefused(`${file} exists already.`, 'Edit it, or give another name with --config.');
    throw new FileNotWritten(file, cause);
  }
}
