import { type Check, notKnown, pass, violated } from '../check.ts';
import { QUESTIONS } from '../questions.ts';

/** Source: "Defining your requirements for Persistent Chat Server". */
const MOST = { users: 150_000, concurrent: 80_000 } as const;

export const d35: Check = {
  id: 'D35',
  concern: 'deployment',
  title: 'The planning questions are answered',
  requirement:
    'Who uses chat, how many, compliance, ethical walls, creators, add-ins, availability and where data may lie are decided.',
  source: 'Defining your requirements for Persistent Chat Server',
  severity: 'info',
  endangers: 'support',
  results: ['pass', 'warn', 'unknown'],
  again: ['cutover'],
  method: 'preflight.answers of the configuration, and the limits of 150,000 provisioned and 80,000 concurrent users',
  manual: 'Answer in gc2pc.yaml below preflight.answers',
  async look(facts) {
    const { answers } = facts.settings;
    const open = QUESTIONS.filter(({ id }) => (answers.get(id) ?? '').trim() === '');
    const much = Object.entries(MOST).filter(([id, most]) => countOf(answers.get(id)) > most);
    if (much.length > 0) {
      const seen = much.map(([id, most]) => `${id}: ${answers.get(id)}, at most ${most}`).join('; ');
      return violated(d35, seen, 'Divide the users among pools, or provision fewer.');
    }
    if (open.length > 0) return notKnown(d35, `not answered: ${open.map(({ id }) => id).join(', ')}`);
    return pass(QUESTIONS.map(({ id }) => `${id}: ${answers.get(id)}`).join('; '));
  },
};

/** `20,000 users` → 20000; a text without a number is no number. */
function countOf(answer: string | undefined): number {
  return Number(/\d[\d.,' ]*/.exec(answer ?? '')?.[0].replace(/\D/g, '') ?? 0);
}
