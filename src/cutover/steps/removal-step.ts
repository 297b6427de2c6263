/** Takes the well-known user away, by GUID, and only as it was when the plan was approved. */

import { entryDigest, WHOLE_ENTRY } from '../before-image.ts';
import { attemptOf, record } from '../context.ts';
import { StepFailed, WorldChanged } from '../cutover-errors-port.ts';
import { type Change, type DirectoryEntry, readByGuid, text, values } from '../directory-port.ts';
import { loadImage } from '../image-files.ts';
import { claimsUri, ownersInForest, SIP_ADDRESS } from '../owners.ts';
import { restoreUser } from '../restore-user.ts';
import type { Step, StepWorld } from '../step.ts';

const ACCOUNT_DISABLED = 2;

export function removalStep(removal: 'delete' | 'disable', guid: string): Step {
  const act =
    removal === 'delete'
      ? `delete <GUID=${guid}>`
      : `clear the SIP attributes of <GUID=${guid}> and disable the account`;
  return {
    id: 'remove-user',
    title: removal === 'delete' ? 'Delete the well-known user' : 'Take the SIP address from the well-known user',
    check: {
      says: `<GUID=${guid}> no longer owns the SIP URI`,
      run: async (world) => ((await isGone(world)) ? 'done' : 'pending'),
    },
    act: { says: act, run: remove },
    confirm: {
      says: 'the named domain controller agrees, and the deleted object can be found by its GUID',
      run: confirm,
    },
    undo: {
      says: 'recycle bin, else tombstone, else creation from the before-image; then every attribute and link is written back',
      run: bringBack,
    },
    timeoutSeconds: 60,
    reversible: true,
  };
}

async function isGone({ context, user }: StepWorld): Promise<boolean> {
  const entry = await readByGuid(context.forest.primary, user.guid, [SIP_ADDRESS, 'proxyAddresses']);
  return entry === null || !claimsUri(entry, user.uri);
}

async function remove(world: StepWorld): Promise<string> {
  const { context, user } = world;
  const { primary } = context.forest;
  const { image } = attemptOf(context);
  if (image === null) throw new StepFailed('remove-user', 'there is no before-image', 'Run the same command again.');
  const saved = loadImage(image.jsonFile, image.sha256);
  const entry = await readByGuid(primary, user.guid, WHOLE_ENTRY);
  if (entry === null) return 'it was gone already';
  if (entryDigest(entry, saved.rules) !== image.digest) {
    throw new WorldChanged(`the user was changed, renamed or moved after the plan was approved (now ${entry.dn})`);
  }
  const others = (await ownersInForest(context.forest, user.uri)).filter((owner) => owner.guid !== user.guid);
  if (others.length > 0)
    throw new WorldChanged(`the SIP URI now also belongs to ${others.map((owner) => owner.dn).join('; ')}`);
  if (context.settings.removal === 'delete') await primary.remove(user.guid);
  else await primary.modify(user.guid, disabling(entry, user.uri));
  await record(context, 'user:gone', 'remove-user', { guid: user.guid });
  return context.settings.removal === 'delete' ? `deleted ${entry.dn}` : `disabled ${entry.dn}`;
}

async function confirm(world: StepWorld): Promise<void> {
  const { context, user } = world;
  const attempt = attemptOf(context);
  if (attempt.userGoneAt === null) {
    // It went without a note of when: the gap is counted from the intent, the earliest that it can have gone.
    const intent = context.journal.lines.findLast(
      (line) => line.event === 'step:intent' && line.step === 'remove-user',
    );
    await record(context, 'user:gone', 'remove-user', { guid: user.guid, since: intent?.at ?? context.now() });
  }
  if (!(await isGone(world))) {
    throw new StepFailed(
      'remove-user',
      `${user.guid} still owns the SIP URI`,
      'Look at the object, then run the same command again.',
    );
  }
  if (context.settings.removal !== 'delete') return;
  if ((await readByGuid(context.forest.primary, user.guid, ['objectClass'], true)) === null) {
    context.findings.push({
      id: 'C01-no-tombstone',
      severity: 'warn',
      subject: user.dn,
      message: 'the deleted object does not show: a rollback would create the user anew, with another SID',
      hint: 'Use an account that may read Deleted Objects (dsacls), or keep the before-image at hand.',
    });
  }
}

async function bringBack(world: StepWorld): Promise<string> {
  const { context } = world;
  const attempt = attemptOf(context);
  if (attempt.image === null) return 'the user was never touched';
  if (attempt.userGoneAt === null) {
    const entry = await readByGuid(context.forest.primary, attempt.user?.guid ?? '', [SIP_ADDRESS]);
    if (entry !== null && text(entry, SIP_ADDRESS) !== null) return 'the user was never removed';
    // Said before anything is brought back, so that a second run knows that there is work left.
    await record(context, 'user:gone', 'remove-user', { guid: attempt.user?.guid ?? null });
  }
  const image = loadImage(attempt.image.jsonFile, attempt.image.sha256);
  const journal = async (event: string, detail: Record<string, unknown>): Promise<void> => {
    await record(context, event, 'remove-user', detail);
  };
  const restoration = await restoreUser(context.forest.primary, image, journal, attempt.recreatedGuid);
  await record(context, 'user:restored', 'remove-user', { ...restoration });
  for (const remark of restoration.remarks) {
    context.findings.push({
      id: 'C02-restored-user',
      severity: 'warn',
      subject: image.entry.dn,
      message: remark,
      hint: 'Do what the message says before the Group Chat services start.',
    });
  }
  const mattering = restoration.differences.filter((difference) => difference.matters);
  for (const difference of mattering) {
    context.findings.push({
      id: 'C03-attribute-differs',
      severity: 'warn',
      subject: difference.attribute,
      message: `${difference.what} after the restoration: ${difference.refusal ?? difference.reason}`,
      hint: `Compare with ${attempt.image.ldifFile} and correct it by hand.`,
    });
  }
  for (const link of restoration.linksRefused) {
    context.findings.push({
      id: 'C04-link-differs',
      severity: 'warn',
      subject: `${link.attribute} of ${link.dn}`,
      message: link.reason,
      hint: 'Add the user there by hand.',
    });
  }
  return `${restoration.way}, ${restoration.guid}; differs in: ${restoration.differences.map((item) => item.attribute).join(', ') || 'nothing'}`;
}

/** One modification: no SIP attribute is left, no proxy address claims the URI, the account is disabled. */
function disabling(entry: DirectoryEntry, uri: string): Change[] {
  const changes: Change[] = [];
  for (const name of entry.attributes.keys()) {
    if (name.toLowerCase().startsWith('msrtcsip-')) changes.push({ operation: 'replace', attribute: name, values: [] });
  }
  const proxies = values(entry, 'proxyAddresses');
  const kept = proxies.filter((value) => value.toString('utf8').toLowerCase() !== uri.toLowerCase());
  if (kept.length < proxies.length) changes.push({ operation: 'replace', attribute: 'proxyAddresses', values: kept });
  const control = Number(text(entry, 'userAccountControl') ?? 512) | ACCOUNT_DISABLED;
  changes.push({ operation: 'replace', attribute: 'userAccountControl', values: [Buffer.from(String(control))] });
  return changes;
}
