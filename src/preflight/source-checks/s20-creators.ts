import { pass, violated } from '../check.ts';
import { inventoryCheck } from '../inventory-check.ts';

export const s20 = inventoryCheck({
  id: 'S20',
  concern: 'source',
  title: 'It is decided who may create rooms',
  requirement: '2013 has a role for creators of rooms; 2010 let members or managers of a category create them.',
  source: 'New Persistent Chat Server features; Set-CsPersistentChatCategory',
  severity: 'warn',
  endangers: 'service',
  results: ['pass', 'warn', 'unknown'],
  again: ['migrate'],
  method: 'Categories of the source that set restrictChildCreate themselves',
  manual: 'Look at "members can create rooms" of each category in the Group Chat administration tool',
  see(inventory) {
    const deciding = inventory.nodes.filter((node) => node.nodeType && node.restrictChildCreate !== null);
    if (deciding.length === 0) return pass('no category sets it: managers become creators');
    return violated(
      s20,
      `${deciding.length} categories set restrictChildCreate, whose sense the documents state in two opposite ways`,
      'Set policies.creators to managers, members or none, and look at the creators of one category after a rehearsal.',
    );
  },
});
