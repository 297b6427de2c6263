/** What a cut-over of the command line needs, on files: two databases, a directory's stand-in, a work directory. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStandIn } from '#fixtures/directory/stand-in-state.ts';
import { readState } from '#src/engines/standin/state.ts';

export const URI = 'sip:ocschat@contoso.com';
const POOL = 'pcpool.contoso.com';
/** Gates that files cannot satisfy: a rehearsal, backups, the deployment. */
export const ACKNOWLEDGED = ['G02', 'G03', 'G04', 'G15', 'G16'].flatMap((id) => ['--acknowledge', `${id}=fixtures`]);
/** Verbs that make both databases and bring them to where a cut-over may begin. */
export const MIGRATED: readonly (readonly string[])[] = [
  ['fixture', 'create', '--size', 'small', '--scale', '0.05'],
  ['migrate'],
  ['verify'],
];

export interface CutoverWorld {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Kind of every object that has the SIP URI. */
  owners(): string[];
}

export function cutoverWorld(label: string): CutoverWorld {
  const folder = mkdtempSync(join(tmpdir(), `gc2pc-${label}-`));
  const directory = join(folder, 'directory.json');
  writeStandIn(directory, { sipUri: URI, poolFqdn: POOL });
  return {
    folder,
    environment: {
      GC2PC_SOURCE_URL: `sqlite:${join(folder, 'source.sqlite')}`,
      GC2PC_TARGET_URL: `sqlite:${join(folder, 'target.sqlite')}`,
      GC2PC_DIRECTORY_URL: `file:${directory}`,
      GC2PC_WORK_DIR: join(folder, 'work'),
      GC2PC_LOOKUP_SIP_URI: URI,
      GC2PC_POOL_FQDN: POOL,
      GC2PC_ENDPOINT_VIA: 'ldap',
      GC2PC_CUTOVER_QUIET_INTERVAL_SECONDS: '0',
    },
    owners: () =>
      Object.values(readState(directory).objects)
        .filter((object) => !object.deleted && object.attributes['msRTCSIP-PrimaryUserAddress']?.[0] === URI)
        .map((object) => String(object.attributes.objectClass?.at(-1))),
  };
}
