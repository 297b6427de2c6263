import { describe, expect, it } from 'vitest';
import { affiliations, currentPrincipal, guid, principal, room } from '#test/support/inventory-builder.ts';
import { findingsOf, nodeOf, planFor, planned, principalOf, tableOf } from '#test/support/planning.ts';

describe('principals', () => {
  it('that are new keep company, e-mail, DN and UPN, and get common and display name', () => {
    const plan = planFor({ source: { principals: [principal(10, { prinName: 'Doe, Jane' })] } });
    expect(principalOf(plan, 10)).toEqual({
      prinID: 10,
      prinGuid: guid('B', 10),
      prinUri: 'sip:user10@contoso.com',
      prinName: 'Common 10',
      prinDisplayName: 'Doe, Jane',
      prinCompanyName: 'Contoso',
      prinEmail: 'user10@contoso.com',
      prinADPath: 'CN=Common 10,OU=Staff,DC=contoso,DC=com',
      prinADUserPrincipalName: 'user10@contoso.com',
      prinDisabled: 0,
      prinTypeID: 5,
      prinPoolID: null,
      prinPolicyID: null,
      prinAddedBy: 1,
      prinAddedOn: 634_294_368_000_000_000n,
      prinUpdatedBy: 1,
      prinUpdatedOn: 634_294_368_000_000_000n,
      prinVerifiedOn: '2011-01-01 00:00:00.000',
    });
  });

  it('match the target’s own by GUID first, then by URI without regard to case, which stay untouched', () => {
    const source = {
      principals: [
        principal(10, { prinGuid: guid('E', 50) }),
        principal(11, { prinUri: 'SIP:OWN51@contoso.com' }),
        principal(12, { prinGuid: guid('E', 50).replace('E', '9'), prinUri: 'sip:own52@contoso.com' }),
      ],
      nodes: [room(2, 1, 'R', { nodeAddedBy: 10, nodeUpdatedBy: 11 })],
    };
    const target = { principals: [50, 51, 52].map((id) => currentPrincipal(id)) };
    const plan = planFor({ source, target });
    expect(planned(plan, 'tblPrincipal')).toEqual([]);
    expect(planned(plan, 'tblPrincipalMeta')).toEqual([]);
    expect([10, 11, 12].map((id) => plan.assigned.principals.get(id))).toEqual([50, 51, 52]);
    expect(nodeOf(plan, 2)).toMatchObject({ nodeAddedBy: 50, nodeUpdatedBy: 51 });
    expect(plan.ledgers.principals.skipped).toEqual({ 'already-in-target': 3, 'system-principal': 1 });
    expect(tableOf(plan, 'tblPrincipal').owns({ prinID: 50 })).toBe(false);
  });

  it('stay with the row they were given, whatever their URI becomes later', () => {
    const target = { principals: [currentPrincipal(50)] };
    const first = planFor({ source: { principals: [principal(10, { prinUri: 'sip:own50@contoso.com' })] }, target });
    const second = planFor({ source: { principals: [principal(10)] }, target, assigned: first.assigned });
    expect(second.assigned.principals.get(10)).toBe(50);
    expect(planned(second, 'tblPrincipal')).toEqual([]);
  });

  it('of the system stand behind the target’s own by URI, or behind its first', () => {
    const source = { principals: [principal(7, { prinTypeID: 4, prinUri: 'ma-system:other' })] };
    const plan = planFor({ source });
    expect(plan.assigned.principals.get(1)).toBe(1);
    expect(plan.assigned.principals.get(7)).toBe(1);
    expect(planned(plan, 'tblPrincipal')).toEqual([]);
    expect(findingsOf(plan, 'P53')).toEqual(['P53-system-principal info principal 7 "User 7"']);
  });

  it('get a dirty row when they are users or groups of the directory, and a self-affiliation where it is missing', () => {
    const types = [5, 7, 8, 9, 10].map((prinTypeID, at) => principal(10 + at, { prinTypeID }));
    const plan = planFor({ source: { principals: types, affiliations: affiliations([], [10, 11]) } });
    expect(planned(plan, 'tblPrincipalMeta')).toEqual(
      [10, 13].map((prinID) => ({
        prinID,
        prinAffiliationsDirty: true,
        prinAttributesDirty: true,
        prinDeleted: false,
        tryCount: 0,
        lastTry: null,
        nextTry: null,
      })),
    );
    expect(planned(plan, 'tblPrincipalAffiliations')).toEqual(
      [12, 13, 14].map((id) => ({ principalID: id, affiliationID: id, index: -1, updatedBy: 1 })),
    );
  });

  it.each([
    [6, 5],
    [7, 5],
    [11, 9],
  ])('of type %i become disabled ones of type %i', (prinTypeID, becomes) => {
    const plan = planFor({ source: { principals: [principal(10, { prinTypeID })] } });
    expect(principalOf(plan, 10)).toMatchObject({ prinTypeID: becomes, prinDisabled: 1 });
    expect(findingsOf(plan, 'P51')).toEqual(['P51-federated warn principal 10 "User 10"']);
  });

  it('that are disabled stay so', () => {
    const plan = planFor({ source: { principals: [principal(10, { prinDisabled: true })] } });
    expect(principalOf(plan, 10)?.prinDisabled).toBe(1);
  });

  it('of a type or with a value that the target cannot hold are rejected', () => {
    const principals = [principal(10, { prinTypeID: 77 }), principal(11, { prinUri: `sip:${'u'.repeat(253)}` })];
    const plan = planFor({ source: { principals } });
    expect(plan.rejects.map(({ key, reason }) => [key, reason])).toEqual([
      ['10', 'the target has no principal type 77'],
      ['11', 'prinUri is longer than 256 characters'],
    ]);
  });

  it('with one GUID block, with one URI warn and are both kept', () => {
    const principals = [
      principal(10),
      principal(11, { prinGuid: guid('B', 10) }),
      principal(12, { prinUri: 'SIP:user10@contoso.com' }),
    ];
    const plan = planFor({ source: { principals } });
    expect(findingsOf(plan, 'P16')).toEqual(['P16-duplicate-guid block principal 11 "User 11"']);
    expect(findingsOf(plan, 'P52')).toEqual(['P52-same-uri warn principal 12 "User 12"']);
    expect(planned(plan, 'tblPrincipal')).toHaveLength(3);
  });

  it('lose rights of their own, which is counted by right', () => {
    const rights = { prinAllowedPermSet: 5n, prinUseInheritedPerms: false };
    const plan = planFor({
      source: { principals: [principal(10, rights), principal(11, { ...rights, prinAllowedPermSet: 1n })] },
    });
    expect(plan.findings.filter((one) => one.id === 'P54-permissions-lost').map((one) => one.message)).toEqual([
      '1 principal loses its own right to administer categories and rooms.',
      '2 principals lose their own right to upload files.',
    ]);
  });

  it('that are referred to but have no row are replaced by the system principal, with a finding', () => {
    const plan = planFor({
      source: { nodes: [room(2, 1, 'R', { nodeAddedBy: 99 }), room(3, 1, 'S', { nodeAddedBy: 99 })] },
    });
    expect(nodeOf(plan, 2)?.nodeAddedBy).toBe(1);
    expect(plan.findings.find((one) => one.id === 'P55-reference-without-row')).toMatchObject({
      subject: 'principal 99 "without a row"',
      message: '2 rows of tblNode.nodeAddedBy refer to it; the system principal stands in.',
    });
  });
});

describe('IDs', () => {
  it('are kept where the target is free and moved above the highest of both sides where not', () => {
    const principals = [10, 20, 30].map((id) => principal(id));
    const plan = planFor({
      source: { principals },
      target: { principals: [currentPrincipal(10), currentPrincipal(25)] },
    });
    expect([10, 20, 30].map((id) => plan.assigned.principals.get(id))).toEqual([31, 20, 30]);
    expect(findingsOf(plan, 'P91')).toEqual(['P91-ids-moved info tblPrincipal']);
  });

  it('never change when the source grows into the number of a moved one', () => {
    const target = { principals: [currentPrincipal(10)] };
    const first = planFor({ source: { principals: [principal(10)] }, target });
    expect(first.assigned.principals.get(10)).toBe(11);
    const grown = [principal(10), principal(11)];
    const second = planFor({ source: { principals: grown }, target, assigned: first.assigned });
    expect([10, 11].map((id) => second.assigned.principals.get(id))).toEqual([11, 12]);
  });

  it('that run out block', () => {
    const target = { principals: [currentPrincipal(10), currentPrincipal(2_147_483_647)] };
    expect(findingsOf(planFor({ source: { principals: [principal(10)] }, target }), 'P92')).toHaveLength(1);
  });

  it('of placeholders are the legacy ones where free, and depend on nothing that later plans change', () => {
    const source = { principals: [principal(10), principal(500)] };
    const target = { principals: [currentPrincipal(40)] };
    const first = planFor({ source, target });
    const base = first.assigned.placeholderBase ?? 0;
    expect(first.placeholder(77)?.principal).toMatchObject({
      prinID: 77,
      prinDisabled: 2,
      prinTypeID: 5,
      prinName: 'Legacy principal 77',
    });
    expect(first.placeholder(40)?.principal.prinID).toBe(base + 40);
    expect(first.placeholder(501)?.principal.prinID).toBe(base + 501);
    expect(first.placeholder(2_000_000_000)).toBeNull();
    const grown = { principals: [...source.principals, principal(501), principal(900)] };
    const second = planFor({ source: grown, target, assigned: first.assigned });
    for (const id of [77, 40, 5000]) expect(second.placeholder(id)).toEqual(first.placeholder(id));
  });
});
