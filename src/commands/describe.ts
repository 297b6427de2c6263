/** A read-only dump of one database's catalogue that can be sent with a bug report, and what `migrate` would say to it. */
import { describeDatabase } from '#src/describe/describe-database.ts';
import type { Description, Side } from '#src/describe/description.ts';
import { recogniseSource } from '#src/extract/recognise-source.ts';
import { recogniseTarget } from '#src/load/recognise-target.ts';
import type { Catalogue } from '#src/model/catalogue.ts';
import type { DatabaseReader } from '#src/model/database-reader.ts';
import { OperatorError } from '#src/model/errors.ts';
import type { Finding } from '#src/model/finding.ts';
import { describeText } from './describe-text.ts';
import { withResources } from './resources.ts';
import type { Verb, VerbOutcome } from './verb.ts';

export const describeVerb: Verb = {
  name: 'describe',
  summary:
    'dumps the catalogue of a database and what differs from the documented schema; names no person, room or server',
  arguments: [{ name: '<side>', description: 'which database', choices: ['source', 'target'] }],
  options: [],
  stopsAtOnce: true,
  run: (context, _options, [given]) =>
    withResources(async (resources) => {
      const side: Side = given === 'target' ? 'target' : 'source';
      const { world } = context;
      const reader: DatabaseReader<unknown> =
        side === 'source' ? await resources.open(world.source()) : await resources.open(world.targetReader());
      const detailed = await resources.open(world.description(side));
      const description = await describeDatabase(side, reader, detailed);
      return outcome(description, findingsOf(side, await reader.catalogue()));
    }),
};

function outcome(description: Description, findings: readonly Finding[]): VerbOutcome {
  const refusals = findings.filter(({ severity }) => severity === 'block');
  const verdict =
    refusals.length === 0
      ? 'migrate accepts this database.'
      : ['migrate refuses this database:', ...refusals.map(({ message }) => `  ${message}`)].join('\n');
  return {
    exit: 'done',
    findings,
    nextSteps: [refusals.length === 0 ? 'gc2pc plan' : `gc2pc describe ${description.side} --json`],
    data: { ...description },
    text: `${describeText(description)}\n\n${verdict}`,
  };
}

/** What `plan` and `migrate` would say of the catalogue; a refusal is one more finding here. */
function findingsOf(side: Side, catalogue: Catalogue): readonly Finding[] {
  try {
    return side === 'source'
      ? recogniseSource(catalogue, []).findings.filter(notAboutVersion)
      : recogniseTarget(catalogue);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [{ id: error.code, severity: 'block', subject: side, message: error.message, hint: error.hint }];
  }
}

/** tblVersion is not read here, because its description is free text: nothing can be said of the version. */
function notAboutVersion(finding: Finding): boolean {
  return finding.id !== 'X01-version-unknown';
}
