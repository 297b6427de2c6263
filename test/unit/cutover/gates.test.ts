import { afterEach, describe, expect, it } from 'vitest';
import type { CutoverContext } from '#src/cutover/context.ts';
import { findEndpoint } from '#src/cutover/endpoint-state.ts';
import { GATES, gateFindings, isRefused, lookAtGates } from '#src/cutover/gates/all-gates.ts';
import { cutOver, type Lab, makeLab, POOL, SIP_URI } from './support.ts';

let lab: Lab;
afterEach(() => lab.dispose());

type Change = (context: CutoverContext, lab: Lab) => Partial<CutoverContext> | undefined;

/** What is wrong → the gate that refuses. Rehearsals have a matrix of their own. */
const REFUSALS: readonly [what: string, gate: string, change: Change][] = [
  ['a stale verification', 'G01', ({ evidence }) => ({ evidence: { ...evidence, verification: async () => 'stale' } })],
  [
    'a source backup older than the stop',
    'G03',
    (_context, { source }) => {
      source.backup = Date.parse('2025-12-31T00:00:00Z');
      return undefined;
    },
  ],
  [
    'backups that only the operator knows of',
    'G04',
    ({ settings }) => ({ settings: { ...settings, backup: 'manual' } }),
  ],
  [
    'a Group Chat server that is connected',
    'G05',
    (_context, { source }) => {
      source.sessions = ['CHAT01 ChannelService'];
      return undefined;
    },
  ],
  [
    'counters that move',
    'G05',
    (_context, { source }) => ({
      pause: async () => {
        source.counters = { revision: '8' };
      },
    }),
  ],
  [
    'a server that pings',
    'G05',
    (_context, { source }) => ({
      pause: async () => {
        source.lastPing = Date.parse('2026-01-01T00:01:00Z');
      },
    }),
  ],
  ['a URI that nobody has', 'G06', ({ settings }) => ({ settings: { ...settings, sipUri: 'sip:nobody@contoso.com' } })],
  [
    'a pool that the directory does not know',
    'G11',
    ({ settings }) => ({ settings: { ...settings, poolFqdn: 'other.contoso.com' } }),
  ],
  [
    'a domain controller that does not answer',
    'G12',
    ({ forest }) => ({
      forest: {
        ...forest,
        others: new Map([['dc2', { ...forest.primary, describe: async () => Promise.reject(new Error('silent')) }]]),
      },
    }),
  ],
];

describe('the gates', () => {
  it('are all open in a world where all is well, but for what they warn of', async () => {
    lab = makeLab();
    const { results } = await lookAtGates(lab.context());
    expect(results.map((result) => result.id)).toEqual(GATES.map((gate) => gate.id));
    expect(results.filter((result) => result.outcome === 'block')).toEqual([]);
  });

  it.each(REFUSALS)('refuse %s (%s)', async (_what, gate, change) => {
    lab = makeLab();
    const context = lab.context();
    const { results } = await lookAtGates({ ...context, ...change(context, lab) });
    expect(results.filter((result) => result.outcome === 'block').map((result) => result.id)).toContain(gate);
    expect(isRefused(results)).toBe(true);
  });

  it('open for a reason that is given, and say so; but not those that no reason can replace', async () => {
    lab = makeLab();
    const context = lab.context();
    const look = (settings: CutoverContext['settings']) =>
      lookAtGates({
        ...context,
        settings,
        acknowledged: new Map([
          ['G03', 'tape 7'],
          ['G04', 'tape 8'],
          ['G06', 'please'],
        ]),
      });
    const manual = await look({ ...context.settings, backup: 'manual' });
    expect(isRefused(manual.results)).toBe(false);
    expect(gateFindings(manual.results).find((finding) => finding.id === 'G03')?.message).toContain('tape 7');
    const nobody = await look({ ...context.settings, backup: 'manual', sipUri: 'sip:nobody@contoso.com' });
    expect(isRefused(nobody.results)).toBe(true);
  });
});

describe('an endpoint that is written by LDAP', () => {
  it('carries only what follows from the schema where the pool has no endpoint of its own', async () => {
    lab = makeLab({ automaticEndpoint: false });
    const context = lab.context();
    expect((await cutOver(context)).error).toBeNull();
    const endpoint = await findEndpoint(context.forest.primary, SIP_URI);
    expect(endpoint?.pool).toBe(POOL);
    const contact = lab.state().objects[endpoint?.owner.guid ?? ''];
    expect(
      Object.keys(contact?.attributes ?? {})
        .filter((name) => name.startsWith('msRTCSIP'))
        .sort(),
    ).toEqual(['msRTCSIP-ApplicationDestination', 'msRTCSIP-PrimaryUserAddress', 'msRTCSIP-UserEnabled']);
  });
});
