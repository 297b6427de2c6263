import { describe, expect, it } from 'vitest';
import { SAMBA } from '#fixtures/directory/samba.ts';
import { readByGuid } from '#src/cutover/directory-port.ts';
import { ownersInForest } from '#src/cutover/owners.ts';
import { makeAutomaticEndpoint, makeLookupUser, onSamba } from '#test/directory/directories.ts';
import { type CliDocument, cliJson, environmentOf } from '#test/support/cli.ts';
import { SQL_SERVER } from '#test/support/engines.ts';
import { sqlServerMissing } from '#test/support/tiers.ts';

const ACKNOWLEDGED = ['G02', 'G03', 'G04', 'G15', 'G16'].flatMap((id) => ['--acknowledge', `${id}=fixtures`]);

onSamba('a cut-over on SQL Server and a domain controller', (controller, port) => {
  describe.skipIf(sqlServerMissing)('(sqlserver)', () => {
    it('goes there, back and there again from environment variables alone', { timeout: 240_000 }, async () => {
      const databases = await SQL_SERVER.fresh('cutover-samba');
      const uri = 'sip:ocschat@contoso.com';
      await makeAutomaticEndpoint(port());
      const user = await makeLookupUser(port(), { uri });
      const options = {
        folder: databases.dir,
        environment: {
          ...environmentOf(databases),
          GC2PC_DIRECTORY_URL: controller().url,
          GC2PC_DIRECTORY_BIND_DN: controller().bindDn,
          GC2PC_DIRECTORY_PASSWORD: controller().password,
          GC2PC_DIRECTORY_CA_FILE: controller().caFile,
          GC2PC_DIRECTORY_DOMAIN_CONTROLLERS: controller().url,
          GC2PC_LOOKUP_SIP_URI: uri,
          GC2PC_POOL_FQDN: SAMBA.poolFqdn,
          GC2PC_ENDPOINT_VIA: 'ldap',
          GC2PC_CUTOVER_QUIET_INTERVAL_SECONDS: '1',
        },
      };
      const run = async (words: readonly string[], code = 0): Promise<CliDocument> => {
        const { document } = await cliJson([...words, '--no-input'], options);
        expect([words[0], document.exitCode, code === 0 ? document.findings.filter(isBlock) : []]).toEqual([
          words[0],
          code,
          [],
        ]);
        return document;
      };
      const owners = async (): Promise<string[]> => {
        const forest = { primary: port(), others: new Map(), globalCatalogue: null };
        return (await ownersInForest(forest, uri)).map((owner) => owner.kind);
      };
      try {
        await run(['fixture', 'create', '--size', 'small', '--scale', '0.05']);
        await run(['migrate']);
        await run(['verify']);
        await run(['cutover', '--dry-run'], 7);
        const gaps: number[] = [];
        for (const round of [1, 2]) {
          const plan = await run(['cutover', '--dry-run', ...ACKNOWLEDGED]);
          expect(await owners()).toEqual(['user']);
          const there = await run(['cutover', '--approve', String(plan.planHash), ...ACKNOWLEDGED]);
          expect(there.endpointVia).toBe('ldap');
          expect((there.steps as { state: string }[]).map((step) => step.state)).toEqual(Array(7).fill('done'));
          expect(await owners()).toEqual(['contact']);
          gaps.push(there.gapMs as number);
          if (round === 2) break;
          const way = await run(['rollback', '--dry-run']);
          const back = await run(['rollback', '--approve', String(way.planHash)]);
          expect((back.differences as { matters: boolean }[]).filter((item) => item.matters)).toEqual([]);
          expect(await owners()).toEqual(['user']);
          expect((await readByGuid(port(), user.guid))?.dn).toBe(user.dn);
        }
        // The company's own clock: nobody could sign in for less than two seconds, when nothing else holds the machine.
        expect(Math.min(...gaps)).toBeLessThan(2_000);
      } finally {
        await databases.dispose();
      }
    });
  });
});

function isBlock(finding: object): boolean {
  return 'severity' in finding && finding.severity === 'block';
}
