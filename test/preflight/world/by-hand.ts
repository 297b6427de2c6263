/** They ask for what no program can read in a sensible time, so they always answer with a command: nothing flips them. */
export const BY_HAND = ['S24', 'S25', 'S28', 'S29', 'S30'];
