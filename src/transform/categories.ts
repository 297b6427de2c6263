/** Which legacy node is the category of a room: its roles, its scopes and its own row all ask the same. */
import type { LegacyNode } from '#src/model/legacy.ts';

/** The category that a room goes to: its parent, which for rooms directly under the root is the root itself. */
export type CategoryOf = (room: LegacyNode) => LegacyNode | null;
