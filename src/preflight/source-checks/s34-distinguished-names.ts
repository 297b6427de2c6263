import { chosen } from '#src/model/chosen-rows.ts';
import { pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';

/** UTF-16 units ("tblPrincipal", prinADPath). */
const LONGEST = 384;

export const s34 = inventoryCheck({
  id: 'S34',
  concern: 'source',
  title: 'Distinguished names fit',
  requirement: 'A distinguished name has at most 384 characters.',
  source: 'tblPrincipal',
  severity: 'warn',
  endangers: 'data',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Length of prinADPath; paths of members are checked one by one while they are loaded',
  manual: 'Run on the source: SELECT prinID FROM tblPrincipal WHERE LEN(prinADPath) > 384',
  see(inventory) {
    const paths = ({ prinADPath }: { readonly prinADPath: string | null }) => (prinADPath ?? '').length > LONGEST;
    const long = chosen(inventory.principals, ['prinADPath'], paths);
    if (long.length === 0) return pass('every distinguished name fits');
    return violated(
      s34,
      `${long.length} principals have a longer one`,
      'Move the objects to a place with a shorter path in Active Directory, and let the 2010 server synchronise.',
    );
  },
});
