/** Saves the well-known user before anything is touched, and proves that it can be brought back. */

import { entryDigest, notRestorable, takeBeforeImage } from '../before-image.ts';
import { attemptOf, record } from '../context.ts';
import { StepFailed, WorldChanged } from '../cutover-errors-port.ts';
import { loadImage, saveImage } from '../image-files.ts';
import { claimsUri } from '../owners.ts';
import type { Step, StepWorld } from '../step.ts';

export const imageStep: Step = {
  id: 'before-image',
  title: 'Save the well-known user, and prove that it can be restored',
  check: {
    says: 'a before-image of the user as it is now was written, read back and compared',
    run: async (world) => ((await isCurrent(world)) ? 'done' : 'pending'),
  },
  act: {
    says: 'write every attribute, the access list and all link ends as JSON and LDIF, synced, mode 0600',
    run: save,
  },
  confirm: {
    says: 'the file read back equals the user, attribute by attribute',
    run: async (world) => {
      const { image } = attemptOf(world.context);
      if (image === null)
        throw new StepFailed('before-image', 'no before-image was saved', 'Run the same command again.');
      loadImage(image.jsonFile, image.sha256);
    },
  },
  undo: null,
  timeoutSeconds: 120,
  reversible: true,
};

/** Once the user is gone, or has lost its address, the image that was taken is the only one there is. */
async function isCurrent({ context, user }: StepWorld): Promise<boolean> {
  const { image, userGoneAt } = attemptOf(context);
  if (image === null) return false;
  const saved = loadImage(image.jsonFile, image.sha256);
  const now = await takeBeforeImage(context.forest.primary, user.guid, context.now());
  if (now === null || userGoneAt !== null || !claimsUri(now.entry, user.uri)) return true;
  return entryDigest(now.entry, now.rules) === entryDigest(saved.entry, saved.rules);
}

async function save({ context, user }: StepWorld): Promise<string> {
  const image = await takeBeforeImage(context.forest.primary, user.guid, context.now());
  if (image === null) throw new WorldChanged(`the user ${user.guid} is no longer there`);
  const digest = entryDigest(image.entry, image.rules);
  const { userDigest } = attemptOf(context);
  if (userDigest !== null && digest !== userDigest) {
    throw new WorldChanged(
      `the user was changed, renamed or moved after the plan was approved (now ${image.entry.dn})`,
    );
  }
  const saved = saveImage(context.folder, `before-image-${attemptOf(context).number}`, image);
  const lost = notRestorable(image).map((item) => item.attribute);
  await record(context, 'image:saved', 'before-image', {
    ...saved,
    digest,
    notRestorable: lost,
  });
  return `${saved.jsonFile} (SHA-256 ${saved.sha256}); a re-creation would lack: ${lost.join(', ')}`;
}
