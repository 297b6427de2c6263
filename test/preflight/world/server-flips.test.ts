/** What a file cannot show: changes of a server flip exactly the checks that they should. */

import { flipsOf } from './flips-of.ts';
import { SERVER_CHANGES } from './server-changes.ts';

flipsOf('sqlserver', 'one change of the server', SERVER_CHANGES);
