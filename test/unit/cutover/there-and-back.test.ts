import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { attemptOf } from '#src/cutover/context.ts';
import { execute, preview } from '#src/cutover/execute.ts';
import { CutoverJournal, readJournal } from '#src/cutover/journal-file.ts';
import { makePlan } from '#src/cutover/plan.ts';
import { makeRollbackPlan, rollback } from '#src/cutover/rollback.ts';
import { cutOver, goBackFrom, type Lab, makeLab, picture, SIP_URI } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());

describe('a cut-over and its way back', () => {
  it('replaces the user by a contact with the same address that belongs to the pool', async () => {
    lab = makeLab();
    const outcome = await cutOver(lab.context());
    expect(outcome.error).toBeNull();
    expect(outcome.steps.map((step) => step.state)).toEqual(Array(7).fill('done'));
    const owners = Object.values(lab.state().objects).filter(
      (object) => !object.deleted && object.attributes['msRTCSIP-PrimaryUserAddress']?.[0] === SIP_URI,
    );
    expect(owners).toHaveLength(1);
    expect(owners[0]?.attributes.objectClass).toContain('contact');
    expect(owners[0]?.attributes['msRTCSIP-OwnerUrn']).toEqual(['urn:application:fixture-persistent-chat']);
    expect(lab.source.closed).toBe(true);
    expect(outcome.gapMs).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['delete', false],
    ['delete', true],
    ['disable', false],
  ] as const)('brings everything back as it was (removal: %s, recycle bin: %s)', async (removal, recycleBin) => {
    lab = makeLab({ recycleBin }, { removal });
    const before = picture(lab.state());
    expect((await cutOver(lab.context())).error).toBeNull();
    expect(picture(lab.state())).not.toEqual(before);
    const back = await goBackFrom(lab.context());
    expect(back.error).toBeNull();
    expect(picture(lab.state())).toEqual(before);
    expect(lab.source.closed).toBe(false);
    const again = await cutOver(lab.context());
    expect(again.error).toBeNull();
  });

  it('does nothing the second time, and nothing on a way back that has been gone', async () => {
    lab = makeLab();
    const { hash } = await cutOver(lab.context());
    const after = lab.state();
    const plan = await makePlan(lab.context());
    expect(plan.hash).toBe(hash);
    const second = await execute(lab.context(), plan, hash);
    expect(second.error).toBeNull();
    expect(lab.state()).toEqual(after);
    await goBackFrom(lab.context());
    const restored = lab.state();
    const nothing = await makeRollbackPlan(lab.context());
    expect(nothing.needed).toBe(false);
    await rollback(lab.context(), nothing, 'anything');
    expect(lab.state()).toEqual(restored);
  });

  it('refuses a made-up hash, and a hash of a world that has changed', async () => {
    lab = makeLab();
    const context = lab.context();
    const plan = await makePlan(context);
    await expect(execute(context, plan, 'f'.repeat(64))).rejects.toMatchObject({ exit: 'gateRefused' });
    const user = Object.entries(lab.state().objects).find(([, object]) => object.dn.startsWith('CN=OCSChat'));
    await context.forest.primary.modify(user?.[0] ?? '', [
      { operation: 'replace', attribute: 'displayName', values: [Buffer.from('another')] },
    ]);
    const changed = await makePlan(lab.context());
    expect(changed.hash).not.toBe(plan.hash);
    await expect(execute(lab.context(), changed, plan.hash)).rejects.toMatchObject({ exit: 'gateRefused' });
  });

  it('changes nothing when it only plans', async () => {
    lab = makeLab();
    const before = lab.state();
    const context = lab.context();
    await preview(context, await makePlan(context));
    expect(lab.state()).toEqual(before);
    expect(readJournal(`${lab.folder}/cutover`)).toEqual([]);
  });

  it('writes a before-image that only its owner may read, and refuses one that was altered', async () => {
    lab = makeLab();
    await cutOver(lab.context());
    const { image } = attemptOf(lab.context());
    expect(statSync(image?.jsonFile ?? '').mode & 0o777).toBe(0o600);
    expect(statSync(image?.ldifFile ?? '').mode & 0o777).toBe(0o600);
    expect(readFileSync(image?.ldifFile ?? '', 'utf8')).toContain(
      'msRTCSIP-PrimaryUserAddress: sip:ocschat@contoso.com',
    );
    appendFileSync(image?.jsonFile ?? '', ' ');
    const back = await goBackFrom(lab.context());
    expect(back.error?.code).toBe('BEFORE_IMAGE_NOT_SAFE');
  });

  it('re-creates the user where nothing is left of it, and says that its SID is another', async () => {
    lab = makeLab();
    const before = picture(lab.state());
    await cutOver(lab.context());
    const state = lab.state();
    for (const [guid, object] of Object.entries(state.objects)) if (object.deleted) delete state.objects[guid];
    writeFileSync(lab.stateFile, JSON.stringify(state));
    const context = lab.context();
    const back = await goBackFrom(context);
    expect(back.error).toBeNull();
    expect(context.findings.map((finding) => finding.message).join(' ')).toContain('its SID is no longer S-1-5-21');
    const user = Object.entries(picture(lab.state())).find(([dn]) => dn.startsWith('CN=OCSChat'));
    const was = Object.entries(before).find(([dn]) => dn.startsWith('CN=OCSChat'));
    const { guid: newGuid, objectSid: newSid, pwdLastSet: _p, primaryGroupID: _g, ...rest } = user?.[1] ?? {};
    const { guid: oldGuid, objectSid: oldSid, pwdLastSet: _q, primaryGroupID: _h, ...was_ } = was?.[1] ?? {};
    expect(newGuid).not.toBe(oldGuid);
    expect(newSid).not.toBe(oldSid);
    expect(rest).toEqual(was_);
  });

  it('stops half way when the endpoint never comes, and goes back from there', async () => {
    lab = makeLab();
    const before = picture(lab.state());
    const outcome = await cutOver(
      lab.context({
        endpoint: {
          via: 'powershell',
          timeoutSeconds: 5,
          says: () => 'fails',
          saysUndo: () => 'nothing',
          obstacle: async () => null,
          create: async () => {},
          remove: async () => {},
        },
      }),
    );
    expect(outcome.error).toMatchObject({ exit: 'halfWay', step: 'create-endpoint' });
    expect((await goBackFrom(lab.context())).error).toBeNull();
    expect(picture(lab.state())).toEqual(before);
  });
});

describe('the journal of a cut-over', () => {
  it('drops a line that a crash cut off, and refuses one that was altered', async () => {
    lab = makeLab();
    const folder = `${lab.folder}/cutover`;
    const journal = new CutoverJournal(folder, 'me', () => 1);
    await journal.append(1, 'one', null);
    await journal.append(1, 'two', null);
    appendFileSync(journal.file, '{"seq":3,"at"');
    expect(new CutoverJournal(folder, 'me', () => 1).lines).toHaveLength(2);
    await new CutoverJournal(folder, 'me', () => 1).append(1, 'three', null);
    expect(readJournal(folder).map((line) => line.event)).toEqual(['one', 'two', 'three']);
    writeFileSync(journal.file, readFileSync(journal.file, 'utf8').replace('"two"', '"too"'));
    expect(() => readJournal(folder)).toThrow('does not follow');
  });
});
