/** docs/configuration.md: every key, from the schema that validates the file. */
import { VARIABLES, variableOf } from '#src/config/environment.ts';
import { configurationKeys } from '#src/config/keys.ts';

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
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
