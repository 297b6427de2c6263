/**
 * Add-ins of rooms. GUIDs stay, so that rooms keep pointing at them; names are unique per pool.
 * Sources: "Configure add-ins for rooms" (http and https only), tblSiopWhiteList (name 50, URL 255),
 * "New-CsPersistentChatAddin" (unique names).
 */
import type { CurrentSiopWhiteList } from '#src/model/current.ts';
import type { LegacySiopWhiteList } from '#src/model/legacy.ts';
import type { Policies } from '#src/model/policies.ts';
import type { Collation } from './collation.ts';
import { derivedGuid } from './derived-guid.ts';
import type { Findings } from './findings.ts';
import type { Ledgers } from './ledgers.ts';
import { NameClaims } from './name-claims.ts';
import type { Notes } from './notes.ts';
import { cut } from './text.ts';

const ADD_IN_NAME_UNITS = 50;
const ADD_IN_URL_UNITS = 255;

export interface AddInPlan {
  /** Rows to write, in the order of the source. */
  readonly rows: readonly CurrentSiopWhiteList[];
  /** Legacy siopID → siopID in the target, the target's own ones included. */
  readonly ids: ReadonlyMap<string, string>;
  /** siopIDs of the target's own rows that are overwritten. */
  readonly replaced: ReadonlySet<string>;
}

export interface AddInInput {
  /** Ascending by siopID. */
  readonly addIns: readonly LegacySiopWhiteList[];
  readonly targetAddIns: readonly CurrentSiopWhiteList[];
  readonly assigned: ReadonlyMap<string, string>;
  readonly policies: Policies;
  readonly collation: Collation;
}

export function planAddIns(input: AddInInput, ledgers: Ledgers, findings: Findings, notes: Notes): AddInPlan {
  const { policies } = input;
  const own = new Map(input.targetAddIns.map((addIn) => [addIn.siopID, addIn]));
  const claims = new NameClaims<string>(input.collation, ADD_IN_NAME_UNITS);
  for (const addIn of input.targetAddIns) claims.claim(addIn.siopName, addIn.siopID);
  const rows: CurrentSiopWhiteList[] = [];
  const ids = new Map<string, string>();
  const replaced = new Set<string>();

  for (const addIn of input.addIns) {
    const subject = `add-in ${addIn.siopID} "${addIn.siopName}"`;
    const invalid = whyInvalid(addIn);
    const same = own.get(addIn.siopID);
    if (invalid !== null) {
      ledgers.reject('addIns', 'tblSiopWhiteList', addIn.siopID, invalid, addIn);
      findings.add('P60-add-in-invalid', 'warn', subject, `It is rejected: ${invalid}.`);
      notes.add(addIn.siopID, `rejected: ${invalid}`);
    } else if (same !== undefined && same.siopName === addIn.siopName && same.siopUrl === addIn.siopUrl) {
      ledgers.skip('addIns', 'already-in-target');
      ids.set(addIn.siopID, addIn.siopID);
      notes.add(addIn.siopID, 'the target has it already');
    } else {
      write(addIn, subject, same);
    }
  }
  return { rows, ids, replaced };

  function write(addIn: LegacySiopWhiteList, subject: string, same: CurrentSiopWhiteList | undefined): void {
    const name = fitting(addIn, subject);
    const holder = claims.ownerOf(name);
    const before = input.assigned.get(addIn.siopID);
    const rival = same?.siopID ?? holder;
    let siopID = before ?? addIn.siopID;
    let siopName = name;
    if (rival !== undefined) {
      const clash =
        same === undefined
          ? `The name "${name}" is taken by add-in ${rival}`
          : 'The target has this ID for another add-in';
      const taken = own.has(rival) ? 'P25-name-in-target' : 'P22-name-conflict';
      const overwrites = policies.nameConflict === 'overwrite' && own.has(rival) && !replaced.has(rival);
      if (overwrites && (before === undefined || before === rival) && (holder === undefined || holder === rival)) {
        siopID = rival;
        findings.add('P24-taken-over', 'warn', subject, `${clash}; it is overwritten by the migrated legacy data.`);
        notes.add(addIn.siopID, `overwrites the target’s own add-in ${rival}`);
      } else if (policies.nameConflict === 'suffix') {
        siopName = claims.free(name);
        siopID = before ?? (same === undefined ? addIn.siopID : derivedGuid('add-in', addIn.siopID));
        findings.add(taken, 'warn', subject, `${clash}; it becomes "${siopName}".`);
        notes.add(addIn.siopID, `renamed: ${clash}`);
      } else {
        findings.add(same === undefined ? taken : 'P62-add-in-conflict', 'block', subject, `${clash}.`);
        notes.add(addIn.siopID, `conflict: ${clash}`);
      }
    }
    if (own.has(siopID)) replaced.add(siopID);
    claims.claim(siopName, siopID);
    ids.set(addIn.siopID, siopID);
    rows.push({ siopID, siopName, siopUrl: addIn.siopUrl });
    ledgers.write('addIns');
  }

  function fitting(addIn: LegacySiopWhiteList, subject: string): string {
    if (addIn.siopName.length <= ADD_IN_NAME_UNITS) return addIn.siopName;
    const length = `Its name has ${addIn.siopName.length} of ${ADD_IN_NAME_UNITS} characters`;
    if (policies.longNames === 'fail') {
      findings.add('P21-name-too-long', 'block', subject, `${length}.`);
      return addIn.siopName;
    }
    const short = claims.free(`${cut(addIn.siopName, ADD_IN_NAME_UNITS - 1)}…`);
    findings.add('P21-name-too-long', 'warn', subject, `${length}; it becomes "${short}".`);
    notes.add(addIn.siopID, `shortened from ${addIn.siopName.length} characters`);
    return short;
  }
}

function whyInvalid(addIn: LegacySiopWhiteList): string | null {
  if (addIn.siopName.trim() === '') return 'siopName is empty';
  if (addIn.siopUrl.length > ADD_IN_URL_UNITS) return `siopUrl is longer than ${ADD_IN_URL_UNITS} characters`;
  if (!/^https?:\/\/[^\s/]/i.test(addIn.siopUrl)) return 'siopUrl is neither http nor https';
  return null;
}
