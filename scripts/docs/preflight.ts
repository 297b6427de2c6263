/** docs/preflight.md: every check, from the objects that pre-flight runs. */
import { ALL_CHECKS } from '#src/preflight/all-checks.ts';
import type { Check, Concern } from '#src/preflight/check.ts';

const SECTIONS: Readonly<Record<Concern, string>> = {
  deployment: 'The deployment',
  source: 'The data of the source',
  target: 'The target',
};

export function preflightDocument(): string {
  const sections = (Object.keys(SECTIONS) as Concern[]).map((concern) => {
    const rows = ALL_CHECKS.filter((check) => check.concern === concern).map(row);
    return `## ${SECTIONS[concern]}\n\n| id | requirement | source | if violated | endangers | again | how it is checked | by hand |\n|---|---|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Pre-flight

Generated from the code by \`npm run check:docs -- --write\`.

\`gc2pc preflight\` looks at every requirement below: first it asks servers, then it reads the databases. It changes
nothing on any server but one probe file in the file store, which it deletes again. Each result is \`pass\`, \`warn\`,
\`block\`, \`unknown\` (it could not be looked at: the hint is the command to run by hand) or \`not-applicable\`. A block
ends the run with exit code 3; \`--acknowledge ID=REASON\` lets it pass with a reason. What was seen and what was
acknowledged is kept in \`preflight.jsonl\` of the work directory, each line with the hash of the one before; \`migrate\`
takes it into its journal, and the gates of the [cut-over](cutover.md#the-gates) ask it.

\`--only D19,S03\` and \`--skip D22\` choose checks, \`--list\` names them, \`--thorough\` reads every message of the source in
the place of a sample. A check that does not end in time, or that fails
itself, is \`unknown\`; the others are not affected.

What a check endangers decides who stops for it:

- \`data\`: rows would be wrong or lost. \`migrate\` looks again when it begins and stops.
- \`service\`: the loading, chat, the cut-over or somebody’s access would not work. \`migrate\` warns, and stops where a
  server refuses what it needs; \`cutover\` stops.
- \`support\`: nothing breaks by it alone, but Microsoft does not stand for it. \`migrate\` warns; \`cutover\` stops until it is
  acknowledged.

“Again” names the verb that looks again by itself. What the plan answers (“Findings of the plan”) stops \`migrate\` under the
id of the finding; acknowledging the check lets its findings pass.

${sections.join('\n')}
## The exported topology

What only the Central Management Store knows is read from the file that \`preflight.topologyFile\` names, made with
\`(Get-CsTopology -AsXml) > topology.xml\`. Its form is not documented. This is assumed, as in published topologies:

- \`InternalDomains/InternalDomain\` has a \`Name\`: the SIP domains.
- \`Clusters/Cluster\` has a \`Fqdn\`, a \`ClusterId\` (\`SiteId\`, \`Number\`) and \`Machine\` elements with a \`Fqdn\`: pools.
- \`Services/Service\` has a \`ServiceId\` (\`SiteId\`, \`RoleName\`, \`Instance\`), a \`ServiceVersion\`, \`DependsOn/Dependency\`
  with the \`ServiceId\` of what it needs, \`InstalledOn\` with a \`ClusterId\` or a \`SqlInstanceId\`, and \`Ports/Port\`.
- A file store has \`FileStoreService\` with a \`ShareName\`.
- The chat role is called \`PersistentChatService\` (or \`PersistentChatServer\`), its databases \`PersistentChatStore\` and
  \`PersistentChatComplianceStore\`. A dependency whose \`Usage\` speaks of a mirror or a backup, or a second
  \`SqlInstanceId\` of a store, is the backup SQL Server: no published topology shows this, so look at D10 by hand.
- A pool of one machine with the name of the pool itself is a Standard Edition server.

What a file lacks makes the checks that need it \`unknown\`.
`;
}

function row(check: Check): string {
  const { id, title, requirement, source, severity, endangers, again, method, manual } = check;
  return `| ${[id, `**${title}.** ${requirement}`, source, severity, endangers, again.join(', '), method, manual].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
