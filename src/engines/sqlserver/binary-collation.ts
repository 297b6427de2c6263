/** Keys of the journal differ where their bytes differ, whatever collation the server has. */
export const BINARY_COLLATION = 'Latin1_General_BIN2';
