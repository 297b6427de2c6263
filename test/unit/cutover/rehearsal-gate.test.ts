import { afterEach, describe, expect, it } from 'vitest';
import type { Certificate, CertificateContent } from '#src/certificate/certificate.ts';
import type { RehearsalEvidence } from '#src/cutover/context.ts';
import { gateFindings, isRefused, lookAtGates } from '#src/cutover/gates/all-gates.ts';
import { type Lab, makeLab, rehearsals, SETTINGS } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());

const DAY_MS = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

async function lookAt(evidence: RehearsalEvidence, acknowledged: ReadonlyMap<string, string> = new Map()) {
  lab = makeLab();
  const context = lab.context();
  const { results } = await lookAtGates({
    ...context,
    acknowledged,
    evidence: { ...context.evidence, rehearsals: async () => evidence },
  });
  const gate = results.find(({ id }) => id === 'G02');
  if (gate === undefined) throw new Error('no gate G02');
  return { gate, results };
}

const messages = (read: number) => ({
  counts: { messages: { read, written: read, skipped: 0, rejected: 0 } },
  sourceBytes: null,
  targetBytes: null,
});

/** What the certificate says → the reason that the gate gives. */
const REFUSALS: readonly [what: string, changes: Partial<CertificateContent>, reason: RegExp][] = [
  ['another configuration', { configurationHash: 'other' }, /another configuration/],
  ['other rules', { ruleVersion: '0' }, /rules 0, this is 1/],
  ['a verdict that is not "verified"', { verdict: 'different' }, /ended as "different"/],
  ['a rehearsal of eight days ago', { finishedAt: ago(8) }, /8\.0 days old/],
  ['a rehearsal of tomorrow', { finishedAt: ago(-1) }, /dated in the future/],
  ['a rehearsal without a date', { finishedAt: 'soon' }, /dated in the future/],
  ['less than half of the messages', { sizes: messages(499) }, /499 messages, less than half of the 1000/],
  [
    'the very target of the cut-over',
    { addresses: { source: 'a', target: 'the real target', targetServer: 'c', sourcePool: null } },
    /this migration itself/,
  ],
];

/** What was done to the file after it was written. */
const EDITS: readonly [what: string, edits: Partial<Certificate>][] = [
  ['a verdict that was mended', { verdict: 'verified' }],
  ['a date that was moved', { finishedAt: new Date().toISOString() }],
  ['a size that was raised', { sizes: messages(9_999) }],
  ['what was not rehearsed struck out', { notRehearsed: [] }],
  ['a field that was added', { note: 'all fine' } as Partial<Certificate>],
  ['another seal', { sha256: '0'.repeat(64) }],
];

describe('the gate that asks for a rehearsal', () => {
  it('opens for a certificate of this configuration, and says where, when, how large and what was left out', async () => {
    const { gate } = await lookAt(rehearsals(SETTINGS));
    expect(gate.outcome).toBe('pass');
    expect(gate.looked).toBe(
      'rehearsed on copies 0.0 days ago, 1000 messages, with the same configuration and rules; not rehearsed: the way back',
    );
  });

  it('refuses where there is none', async () => {
    const { gate } = await lookAt({ certificates: [], target: null, messages: null });
    expect(gate.outcome).toBe('block');
    expect(gate.looked).toBe('no finished rehearsal is on record');
    expect(gate.hint).toContain('gc2pc rehearse');
  });

  it.each(REFUSALS)('refuses %s, with the reason, unless it is acknowledged', async (_what, changes, reason) => {
    const evidence = rehearsals(SETTINGS, changes);
    const refused = await lookAt(evidence);
    expect(refused.gate.outcome).toBe('block');
    expect(refused.gate.looked).toMatch(reason);
    expect(isRefused(refused.results)).toBe(true);
    lab.dispose();
    const taken = await lookAt(evidence, new Map([['G02', 'tried by hand']]));
    expect(isRefused(taken.results)).toBe(false);
    expect(gateFindings(taken.results).find(({ id }) => id === 'G02')?.message).toContain('tried by hand');
  });

  it.each(EDITS)('notices %s', async (_what, edits) => {
    const { gate } = await lookAt(rehearsals(SETTINGS, { verdict: 'different', finishedAt: ago(1) }, edits));
    expect(gate.outcome).toBe('block');
    expect(gate.looked).toBe('the certificate run.json was edited after it was written');
  });

  it('refuses a file that is no certificate, whatever it holds', async () => {
    const { gate } = await lookAt({
      certificates: [{ file: 'x.json', certificate: null, intact: false }],
      target: null,
      messages: null,
    });
    expect(gate.looked).toBe('the certificate x.json cannot be read');
  });

  it('takes an older certificate that holds good where the newest does not, and tells of the newest where none does', async () => {
    const good = rehearsals(SETTINGS, { finishedAt: ago(2) });
    const bad = rehearsals(SETTINGS, { configurationHash: 'other' });
    const both = { ...good, certificates: [...bad.certificates, ...good.certificates] };
    expect((await lookAt(both)).gate.outcome).toBe('pass');
    lab.dispose();
    const old = rehearsals(SETTINGS, { finishedAt: ago(30) });
    const neither = { ...good, certificates: [...bad.certificates, ...old.certificates] };
    expect((await lookAt(neither)).gate.looked).toMatch(/another configuration/);
  });

  it('asks for no size where the size of the migration is not known', async () => {
    const evidence = { ...rehearsals(SETTINGS, { sizes: messages(1) }), messages: null };
    expect((await lookAt(evidence)).gate.outcome).toBe('pass');
  });
});
