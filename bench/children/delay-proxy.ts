/** The proxy in a process of its own, as a network is: it must not take turns with whoever measures. */
import { delayProxy } from '../delay-proxy.ts';
import { taskOf } from './task.ts';

const { host, port, oneWayMs } = taskOf<{ host: string; port: number; oneWayMs: number }>();
const proxy = await delayProxy(host, port, oneWayMs);
process.stdout.write(`${proxy.port}\n`);
// It lives as long as its parent holds the other end of stdin.
process.stdin.resume().on('end', () => process.exit(0));
