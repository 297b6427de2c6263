/**
 * The row of a category or room. What 2010 lets inherit is written out for categories; rooms get NULL, except
 * invitations, which stay off wherever they are off.
 * Sources: tblNode (category 1/0, room NULL or 0; behavior and visibility never NULL), "New Persistent Chat Server
 * features" (no topic; file upload and history per category), "Migration process details" (a category with invitations
 * off turns its rooms' off, with a warning).
 */
import type { CurrentNode } from '#src/model/current.ts';
import type { LegacyNode } from '#src/model/legacy.ts';
import type { Policies } from '#src/model/policies.ts';
import type { EnumValues, Meaning } from './enum-values.ts';
import type { Findings } from './findings.ts';
import type { Notes } from './notes.ts';
import type { References } from './references.ts';
import type { Settings } from './settings.ts';
import { nodeSubject } from './subjects.ts';
import { NAME_LIMIT_UNITS } from './text.ts';

export interface NodeRowInput {
  readonly names: ReadonlyMap<number, string>;
  readonly nodeIds: ReadonlyMap<number, number>;
  readonly addInIds: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<number, Settings>;
  readonly enums: EnumValues;
  readonly references: References;
  readonly policies: Policies;
  /** nodeID of the target's root. */
  readonly targetRootId: number;
  /** What the target's own categories carry. */
  readonly categoryValues: { readonly behavior: number; readonly visibility: number };
  guidOf(node: LegacyNode): string;
}

/** Between description and topic where both are there. */
const TOPIC_SEPARATOR = ' - ';

export class NodeRows {
  readonly #input: NodeRowInput;
  readonly #findings: Findings;
  readonly #notes: Notes;

  constructor(input: NodeRowInput, findings: Findings, notes: Notes) {
    this.#input = input;
    this.#findings = findings;
    this.#notes = notes;
  }

  category(node: LegacyNode): CurrentNode {
    const { invite, logged, filePost } = this.#settings(node);
    const ignored = [
      ...(node.disabled ? ['disabled'] : []),
      ...(node.siopID === null ? [] : ['siopID']),
      ...(node.topic.trim() === '' ? [] : ['topic']),
    ];
    if (ignored.length > 0) {
      this.#findings.add(
        'P36-category-field-ignored',
        'info',
        nodeSubject(node),
        `Not carried over: ${ignored.join(', ')}.`,
      );
    }
    return {
      ...this.#common(node),
      parentID: this.#input.targetRootId,
      nodeType: true,
      nodeDesc: this.#within(node, node.nodeDesc),
      invite,
      logged,
      filePost,
      disabled: false,
      ...this.#input.categoryValues,
      siopID: null,
    };
  }

  room(node: LegacyNode, category: LegacyNode): CurrentNode {
    const own = this.#settings(node);
    const above = this.#settings(category);
    const subject = nodeSubject(node);
    if (own.invite && !above.invite) {
      const message = `Invitations were on; its category "${category.nodeName}" has them off.`;
      this.#findings.add('P32-invitations-forced-off', 'warn', subject, message);
      this.#notes.add(node.nodeID, 'invitations turned off by its category');
    }
    for (const [setting, words] of [
      ['filePost', 'file upload'],
      ['logged', 'chat history'],
    ] as const) {
      if (own[setting] === above[setting]) continue;
      const change = `${words} was ${onOff(own[setting])} and becomes ${onOff(above[setting])}, as its category has it`;
      this.#findings.add('P33-room-setting-lost', 'warn', subject, `Its ${change}.`);
      this.#notes.add(node.nodeID, change);
    }
    return {
      ...this.#common(node),
      parentID: this.#input.nodeIds.get(category.nodeID) ?? this.#input.targetRootId,
      nodeType: false,
      nodeDesc: this.#description(node),
      invite: own.invite && above.invite ? null : false,
      logged: null,
      filePost: null,
      disabled: node.disabled,
      behavior: this.#value(node, 'behavior', node.behavior, ['normal', 'auditorium'], 'normal'),
      visibility: this.#value(node, 'visibility', own.visibility, ['private', 'scope'], 'scope'),
      siopID: this.#addIn(node),
    };
  }

  #common(node: LegacyNode) {
    const { names, nodeIds, references } = this.#input;
    return {
      nodeID: nodeIds.get(node.nodeID) ?? node.nodeID,
      nodeGuid: this.#input.guidOf(node),
      nodeName: names.get(node.nodeID) ?? node.nodeName,
      nodeAddedBy: references.mapped(node.nodeAddedBy, 'tblNode.nodeAddedBy'),
      nodeAddedOn: node.nodeAddedOn,
      nodeUpdatedBy: references.mapped(node.nodeUpdatedBy, 'tblNode.nodeUpdatedBy'),
      nodeUpdatedOn: node.nodeUpdatedOn,
      purgedOn: null,
    };
  }

  #settings(node: LegacyNode): Settings {
    return this.#input.settings.get(node.nodeID) ?? NO_SETTINGS;
  }

  #value(
    node: LegacyNode,
    column: string,
    value: number | null,
    allowed: readonly Meaning[],
    unresolved: Meaning,
  ): number {
    const meaning = value === null ? unresolved : this.#input.enums.meaning(value);
    if (meaning !== null && allowed.includes(meaning)) return this.#input.enums.target(meaning);
    const message = `Its ${column} ${value} is none of ${allowed.join(', ')}.`;
    this.#findings.add('P31-unknown-value', 'block', nodeSubject(node), message);
    return this.#input.enums.target(unresolved);
  }

  #description(room: LegacyNode): string {
    const description = this.#within(room, room.nodeDesc);
    if (room.topic.trim() === '') return description;
    const both = description === '' ? room.topic : description + TOPIC_SEPARATOR + room.topic;
    if (this.#input.policies.topic === 'append' && both.length <= NAME_LIMIT_UNITS) {
      this.#findings.add('P34-topic-appended', 'info', nodeSubject(room), 'Its topic is appended to the description.');
      this.#notes.add(room.nodeID, 'topic appended to the description');
      return both;
    }
    const why = this.#input.policies.topic === 'drop' ? 'policies.topic is drop' : 'it does not fit the description';
    this.#findings.add('P35-topic-lost', 'warn', nodeSubject(room), `Its topic is left out: ${why}.`);
    this.#notes.add(room.nodeID, `topic left out: ${why}`);
    return description;
  }

  #within(node: LegacyNode, description: string): string {
    if (description.length > NAME_LIMIT_UNITS) {
      const message = `nodeDesc has ${description.length} of ${NAME_LIMIT_UNITS} characters.`;
      this.#findings.add('P17-value-too-long', 'block', nodeSubject(node), message);
    }
    return description;
  }

  #addIn(room: LegacyNode): string | null {
    if (room.siopID === null) return null;
    const siopID = this.#input.addInIds.get(room.siopID);
    if (siopID !== undefined) return siopID;
    this.#findings.add(
      'P61-add-in-missing',
      'warn',
      nodeSubject(room),
      `Its add-in ${room.siopID} does not come along.`,
    );
    this.#notes.add(room.nodeID, 'goes without its add-in');
    return null;
  }
}

const NO_SETTINGS: Settings = { invite: false, logged: true, filePost: false, visibility: null };

function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}
