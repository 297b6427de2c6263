/**
 * What is in effect at a node for invitations, history, file upload and visibility: its own value, or the nearest one
 * above; under a category with `inheritance` = 1 that category's, whatever the nodes below say.
 * Source: "Lync Server 2010 Reference: Group Chat Database Schema", Node table (NULL inherits; inheritance: all
 * children must inherit the settings of this category).
 */
import type { LegacyNode } from '#src/model/legacy.ts';
import type { Findings } from './findings.ts';
import { nodeSubject } from './subjects.ts';
import type { Tree } from './tree.ts';

export interface Settings {
  readonly invite: boolean;
  readonly logged: boolean;
  readonly filePost: boolean;
  /** A valueID of the source's tblEnumValue; null = set nowhere up to the root. */
  readonly visibility: number | null;
}

/** What a new 2013 category has when nothing is said. Source: "New-CsPersistentChatCategory". */
const DEFAULTS = { invite: false, logged: true, filePost: false } as const;

interface Resolved {
  readonly invite: boolean | null;
  readonly logged: boolean | null;
  readonly filePost: boolean | null;
  readonly visibility: number | null;
  /** The values stand for everything below. */
  readonly imposed: boolean;
}

const NOTHING: Resolved = { invite: null, logged: null, filePost: null, visibility: null, imposed: false };

/** Settings of every placed node. */
export function effectiveSettings(tree: Tree, findings: Findings): ReadonlyMap<number, Settings> {
  const resolved = new Map<number, Resolved>();
  const settings = new Map<number, Settings>();
  const shared = sharedSettings();
  for (const node of tree.placed) {
    const parent = tree.parent(node);
    const here = resolve(node, parent === null ? NOTHING : (resolved.get(parent.nodeID) ?? NOTHING));
    if (node.nodeType) resolved.set(node.nodeID, here);
    settings.set(node.nodeID, shared(here));
    const unset = (['invite', 'logged', 'filePost'] as const).filter((name) => here[name] === null);
    if (node.nodeType && unset.length > 0 && node !== tree.root) {
      const defaults = unset.map((name) => `${name} = ${DEFAULTS[name] ? 1 : 0}`).join(', ');
      findings.add('P30-setting-unresolved', 'warn', nodeSubject(node), `It gets ${defaults}.`);
    }
  }
  return settings;
}

/** A few settings serve thousands of rooms. */
function sharedSettings(): (resolved: Resolved) => Settings {
  const known = new Map<string, Settings>();
  return (resolved) => {
    const { visibility } = resolved;
    const invite = resolved.invite ?? DEFAULTS.invite;
    const logged = resolved.logged ?? DEFAULTS.logged;
    const filePost = resolved.filePost ?? DEFAULTS.filePost;
    const key = `${invite} ${logged} ${filePost} ${visibility}`;
    const settings = known.get(key) ?? { invite, logged, filePost, visibility };
    known.set(key, settings);
    return settings;
  };
}

function resolve(node: LegacyNode, above: Resolved): Resolved {
  if (above.imposed) return above;
  return {
    invite: node.invite ?? above.invite,
    logged: node.logged ?? above.logged,
    filePost: node.filePost ?? above.filePost,
    visibility: node.visibility ?? above.visibility,
    imposed: node.nodeType && node.inheritance,
  };
}
