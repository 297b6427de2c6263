/** docs/configuration.md: every key, from the schema that validates the file. */
import { VARIABLES, variableOf } from '#src/config/environment.ts';
import { configurationKeys } from '#src/config/keys.ts';
import { MOST_STREAMS } from '#src/load/pace/control-file.ts';
import { PROBE_EVERY_MS } from '#src/load/pace/probe.ts';

export function configurationDocument(): string {
  const keys = configurationKeys().filter((key) => !key.section);
  const rows = keys.map((key) => {
    const variable = variableOf(key.path);
    const otherwise = key.default === undefined ? '' : `\`${JSON.stringify(key.default)}\``;
    return `| \`${key.path}\` | ${variable === null ? '' : `\`${variable}\``} | ${cell(key.form)} | ${otherwise} | ${cell(key.description)} |`;
  });
  return `# Configuration

Generated from the code by \`npm run check:docs -- --write\`.

\`gc2pc init\` writes a commented \`gc2pc.yaml\` with its JSON Schema, so that an editor completes the keys. The file is
optional where the environment says it all: ${VARIABLES.length} keys have a variable, which overrides the file. Unknown
keys are refused. UTF-8 and UTF-16 with or without BOM and CRLF are read; tabs are refused by YAML.

- Paths in the file are relative to the file's folder, others to the working directory. Windows paths go in single quotes.
- A secret never stands in the file: \`env:NAME\` or \`file:PATH\` says where it is. \`GC2PC_SOURCE_PASSWORD\` and its kin
  hold the secret itself.
- \`mssql://USER@HOST:PORT/DATABASE?…\` takes \`encrypt\` (default true), \`trustServerCertificate\` (default false),
  \`domain\` (then the login is NTLM), \`minTls\` (\`TLSv1\`, \`TLSv1.1\`, \`TLSv1.2\`) and \`securityLevel\` (0, 1, 2).
  The last two are for servers that speak nothing newer, and hold for that one connection. Special characters are
  percent-encoded. A password inside the URL is refused in the file; the environment may carry one.
- \`sqlite:FILE\` is a plain path.

| key | environment | form | default | meaning |
|---|---|---|---|---|
${rows.join('\n')}

## While \`migrate\` runs

\`migrate\` looks about once a second, between two batches, at these, and the same on every system:

- **\`control.yaml\`** in the work directory changes a run without ending it. It may hold \`concurrency\` (1 to
  ${MOST_STREAMS}) and \`maxRowsPerSecond\` (a whole number, or \`null\` for no limit); what it does not name stays as
  configured, and without the file the configuration holds. A file that cannot be understood is reported, and ignored.
  It holds for the next run, too, for as long as it is there.

  \`\`\`yaml
  concurrency: 8
  maxRowsPerSecond: 20000
  \`\`\`

- **\`load.pauseFile\`**: while a file of that name exists no batch begins. Its content does not matter.
- **\`load.probe\`**: a question to a source that is still in use, asked every ${PROBE_EVERY_MS / 1000} seconds. While the answer is above
  \`load.probe.above\`, or there is none, no batch begins. The query is one SELECT of one number; it runs with the
  rights of the source's login. A query that has no number for an answer ends the run before its first batch.
  On SQL Server \`SELECT COUNT(*) FROM sys.dm_exec_requests WHERE blocking_session_id <> 0\` counts requests that wait for
  others (VIEW SERVER STATE is needed to see them all).
- **\`load.maxRowsPerSecond\`** holds for all streams together, and for the small tables as well.

Whatever holds a load up is named on the console, and by \`gc2pc status\`. A wait ends at once when the run is told to
stop. Batches find their size by themselves: a stream's next batch is larger where the last one took less than
\`load.targetBatchMs\`, smaller where it took more, and never larger than \`load.batchRows\` and \`load.batchBytes\`.
A batch that is copied inside the server (\`load.path\`) may have ten times \`load.batchRows\`, and any number of bytes:
nothing of it passes through gc2pc.
\`load.concurrency\` counts rooms and parts of rooms: a room whose chatIds span eight batches or more is loaded in parts,
each of them in key order.
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
