/** The gates as the first step, agreement of the forest, and the hand-over to the people who start the 2013 services. */
import { disagreement, waitForAgreement } from '../agreement.ts';
import { attemptOf, record } from '../context.ts';
import { StepFailed } from '../cutover-errors-port.ts';
import type { EndpointTarget } from '../endpoint-driver-port.ts';
import { isRefused } from '../gates/all-gates.ts';
import { quoted } from '../powershell-command-port.ts';
import type { Step } from '../step.ts';

export const gatesStep: Step = {
  id: 'gates',
  title: 'Look at every gate',
  check: {
    says: 'the gates were looked at for this attempt',
    run: async ({ context }) => (attemptOf(context).confirmed.has('gates') ? 'done' : 'pending'),
  },
  act: {
    says: 'read the databases, the records of earlier runs and the directory; change nothing',
    run: async ({ context, gates }) => {
      const acknowledged = gates.filter((gate) => gate.acknowledged !== null);
      await record(context, 'gates:looked', 'gates', {
        results: gates.map(({ id, outcome, looked, acknowledged: reason }) => ({ id, outcome, looked, reason })),
      });
      return `${gates.filter((gate) => gate.outcome === 'pass').length} of ${gates.length} pass, ${acknowledged.length} acknowledged`;
    },
  },
  confirm: {
    says: 'no gate blocks that nobody acknowledged',
    run: async ({ gates }) => {
      if (isRefused(gates)) throw new StepFailed('gates', 'a gate blocks', 'Read the findings.', 'gateRefused');
    },
  },
  undo: null,
  timeoutSeconds: 600,
  reversible: true,
};

export function confirmStep(target: EndpointTarget, replicationSeconds: number): Step {
  const expected = { what: 'endpoint', poolFqdn: target.poolFqdn } as const;
  return {
    id: 'confirm',
    title: 'Confirm in the whole forest',
    check: {
      says: 'every listed domain controller and the global catalogue see one owner, the endpoint of the pool',
      run: async ({ context }) =>
        (await disagreement(context, target.sipUri, expected)) === null ? 'done' : 'pending',
    },
    act: {
      says: `wait up to ${replicationSeconds} s for replication, asking each domain controller`,
      run: async ({ context }) => {
        const wrong = await waitForAgreement(context, target.sipUri, expected);
        if (wrong === null) return 'all agree';
        throw new StepFailed(
          'confirm',
          `not all domain controllers agree: ${wrong}`,
          'Wait for replication (repadmin /syncall), then run the same command again; or roll back.',
        );
      },
    },
    confirm: {
      says: 'the gap is closed',
      run: async ({ context }) => {
        const { userGoneAt, gapMs } = attemptOf(context);
        if (userGoneAt === null || gapMs !== null) return;
        await record(context, 'gap:closed', 'confirm', { gapMs: context.now() - userGoneAt });
      },
    },
    undo: null,
    timeoutSeconds: replicationSeconds + 60,
    reversible: true,
  };
}

export function handOverStep(target: EndpointTarget, servers: string): Step {
  const commands = handOverCommands(target, servers);
  return {
    id: 'hand-over',
    title: 'Hand over: start the 2013 services and watch',
    check: {
      says: 'the commands were handed over',
      run: async ({ context }) => (attemptOf(context).confirmed.has('hand-over') ? 'done' : 'pending'),
    },
    act: {
      says: commands.join('\n'),
      run: async ({ context }) => {
        context.say('Start Persistent Chat now:');
        for (const command of commands) context.say(`    ${command}`);
        return commands.join('; ');
      },
    },
    confirm: { says: 'nothing more is done by gc2pc', run: async () => {} },
    undo: null,
    timeoutSeconds: 60,
    reversible: false,
  };
}

/** Source: "Monitoring, starting and stopping the Persistent Chat services"; "Test-CsPersistentChatMessage". */
function handOverCommands(target: EndpointTarget, servers: string): string[] {
  return [
    `Get-CsWindowsService -ComputerName ${servers} | Where-Object { $_.DisplayName -like '*Persistent Chat*' } | Start-CsWindowsService`,
    `Get-CsPersistentChatEndpoint -Identity ${quoted(target.sipUri)}`,
    `Test-CsPersistentChatMessage -TargetFqdn ${quoted(target.poolFqdn)} -SenderSipAddress 'sip:…' -SenderCredential (Get-Credential) -ReceiverSipAddress 'sip:…' -ReceiverCredential (Get-Credential)`,
    'gc2pc cutover --watch-start',
  ];
}
