/** The planning questions that nobody but people can answer. Source: "Defining your requirements for Persistent Chat Server". */
export const QUESTIONS = [
  { id: 'users', question: 'How many users are provisioned' },
  { id: 'concurrent', question: 'How many of them chat at the same time' },
  { id: 'compliance', question: 'Is compliance required (yes or no)' },
  { id: 'ethicalWalls', question: 'Which departments must not meet' },
  { id: 'creators', question: 'Who may make rooms' },
  { id: 'addIns', question: 'Which add-ins are needed' },
  { id: 'availability', question: 'What must survive which failure' },
  { id: 'dataResidency', question: 'Where must the data lie' },
] as const;
