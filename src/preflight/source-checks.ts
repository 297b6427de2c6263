/** Every check of the source's data, in the order of its id. To add one, add its file and its line. */
import type { Check } from './check.ts';
import { s01 } from './source-checks/s01-tree-is-sound.ts';
import { s02 } from './source-checks/s02-guids-are-unique.ts';
import { s03 } from './source-checks/s03-categories-are-nested.ts';
import { s04 } from './source-checks/s04-names-fit.ts';
import { s05 } from './source-checks/s05-names-are-unique.ts';
import { s06 } from './source-checks/s06-root-managers.ts';
import { s07 } from './source-checks/s07-rooms-under-root.ts';
import { s08 } from './source-checks/s08-invitations.ts';
import { s09 } from './source-checks/s09-room-settings.ts';
import { s10 } from './source-checks/s10-settings-are-known.ts';
import { s11 } from './source-checks/s11-topics.ts';
import { s12 } from './source-checks/s12-values-fit.ts';
import { s13 } from './source-checks/s13-federated-principals.ts';
import { s14 } from './source-checks/s14-principal-types.ts';
import { s15 } from './source-checks/s15-principals-are-unique.ts';
import { s16 } from './source-checks/s16-principals-exist.ts';
import { s17 } from './source-checks/s17-members-within-scope.ts';
import { s18 } from './source-checks/s18-presenters-in-auditoriums.ts';
import { s19 } from './source-checks/s19-presenters-are-members.ts';
import { s20 } from './source-checks/s20-creators.ts';
import { s21 } from './source-checks/s21-user-rights.ts';
import { s22 } from './source-checks/s22-add-ins.ts';
import { s23 } from './source-checks/s23-messages-have-rooms.ts';
import { s24 } from './source-checks/s24-authors-have-rows.ts';
import { s25 } from './source-checks/s25-messages-in-order.ts';
import { s26 } from './source-checks/s26-chat-counters.ts';
import { s27 } from './source-checks/s27-invite-counters.ts';
import { s28 } from './source-checks/s28-chat-dates.ts';
import { s29 } from './source-checks/s29-files-are-there.ts';
import { s30 } from './source-checks/s30-file-sizes.ts';
import { s31 } from './source-checks/s31-disabled-rooms.ts';
import { s32 } from './source-checks/s32-disabled-principals.ts';
import { s33 } from './source-checks/s33-display-names.ts';
import { s34 } from './source-checks/s34-distinguished-names.ts';
import { s35 } from './source-checks/s35-access-entries.ts';
import { s36 } from './source-checks/s36-rows-are-readable.ts';
import { s37 } from './source-checks/s37-ticks.ts';
import { s38 } from './source-checks/s38-filter.ts';
import { s39 } from './source-checks/s39-invitations.ts';
import { s40 } from './source-checks/s40-provisioned-users.ts';
import { s41 } from './source-checks/s41-source-rights.ts';

export const SOURCE_CHECKS: readonly Check[] = [
  s01,
  s02,
  s03,
  s04,
  s05,
  s06,
  s07,
  s08,
  s09,
  s10,
  s11,
  s12,
  s13,
  s14,
  s15,
  s16,
  s17,
  s18,
  s19,
  s20,
  s21,
  s22,
  s23,
  s24,
  s25,
  s26,
  s27,
  s28,
  s29,
  s30,
  s31,
  s32,
  s33,
  s34,
  s35,
  s36,
  s37,
  s38,
  s39,
  s40,
  s41,
];
