import { type Check, notKnown, pass, violated } from '../check.ts';
import { howMany } from '../message-check.ts';

export const s29: Check = {
  id: 'S29',
  concern: 'source',
  reads: true,
  title: 'Files that messages link to are in the repository',
  requirement: 'The bytes behind a ma-filelink are in the file repository of the 2010 web service, whole.',
  source: 'Migration process details',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown'],
  again: [],
  method:
    'Names in the links of the messages that are looked at, against the names of the files below preflight.repositoryMount',
  manual:
    "Compare the number of files in the repository with: SELECT COUNT(*) FROM tblChat WHERE content LIKE 'ma-filelink:%'",
  async look(facts) {
    const messages = await facts.messages();
    if (!messages.known) return notKnown(s29, messages.why);
    const sample = messages.value;
    if (sample.links === 0 && sample.whole) return pass(`no link in ${howMany(sample)}`);
    const repository = await facts.repository();
    if (!repository.known) return notKnown(s29, `${sample.links} links in ${howMany(sample)}, and ${repository.why}`);
    const { count, example } = sample.lostLinks ?? { count: 0, example: null };
    const looked = `${sample.links} links in ${howMany(sample)}, ${repository.value.files} files`;
    if (count === 0) return pass(`${looked}: none without its file`);
    return violated(s29, `${looked}: ${count} without a file of that name, for example ${example}`, LOST);
  },
};

const LOST = 'Look for the file in a backup of the repository; the message comes along with its link either way.';
