/**
 * Importing this puts a test's databases into memory where the system offers that (`/dev/shm`): a killed process loses
 * nothing there, and hundreds of small commits need not wait for a disk.
 */
import { existsSync } from 'node:fs';

if (existsSync('/dev/shm')) process.env.TMPDIR = '/dev/shm';
