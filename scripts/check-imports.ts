/**
 * Refuses an import that the architecture does not allow. ARCHITECTURE.md explains the table; this file enforces it.
 * Usage: node scripts/check-imports.ts
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Folder of src → folders that it may import from. A port file (`*-port.ts`) of a stage may be imported by any stage. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  model: [],
  transform: ['model'],
  extract: ['model'],
  journal: ['model'],
  load: ['model', 'journal'],
  verify: ['model', 'journal'],
  certificate: ['model'],
  cutover: ['model', 'journal', 'certificate'],
  describe: ['model'],
  doctor: ['model'],
  estimate: ['model'],
  preflight: ['model', 'journal', 'estimate'],
  files: ['model', 'journal'],
  config: ['model'],
  console: ['model'],
  report: ['model', 'journal'],
  engines: ['model', 'config'],
  commands: [
    'model',
    'config',
    'extract',
    'transform',
    'load',
    'verify',
    'certificate',
    'cutover',
    'describe',
    'doctor',
    'preflight',
    'estimate',
    'journal',
    'console',
    'report',
    'files',
  ],
};
/** Runtime modules that compute and nothing else; all others of Node are I/O, a clock or randomness. */
const PURE_BUILTINS = new Set(['node:crypto', 'node:assert', 'node:zlib']);
const PURE_FOLDERS = new Set(['model', 'transform', 'estimate']);
/** They join engines and verbs, and decide nothing. */
const COMPOSITION = new Set([
  'src/main.ts',
  'src/run.ts',
  'src/build-world.ts',
  'src/stage.ts',
  'src/run-stage.ts',
  'src/stage-process.ts',
]);
const IMPORT =
  /(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm;

const refused: string[] = [];
const files = globSync(['src/**/*.ts', 'bench/**/*.ts']);
for (const file of files) {
  const path = file.replaceAll('\\', '/');
  const folder = path.split('/')[1] ?? '';
  for (const match of readFileSync(path, 'utf8').matchAll(IMPORT)) {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const reason = path.startsWith('bench/') ? whyNotInBench(path, target) : why(path, folder, target);
    if (reason !== null) refused.push(`${path}: imports ${target}: ${reason}`);
  }
}
if (refused.length > 0) {
  console.error(refused.join('\n'));
  process.exit(1);
}
console.log(`import rules hold in ${files.length} files`);

function why(path: string, folder: string, target: string): string | null {
  if (COMPOSITION.has(path)) return null;
  if (target === '#fixtures/fixture-store-port.ts' && folder === 'engines') return null;
  if (target.startsWith('#fixtures/')) return folder === 'commands' ? null : 'only commands may use fixtures';
  if (target.startsWith('#test/')) return 'the product never imports its tests';
  if (target.startsWith('#bench/')) return 'the product never imports its bench';
  const inside = target.startsWith('#src/') ? target.slice(1) : target.startsWith('.') ? resolved(path, target) : null;
  if (inside === null) {
    if (!PURE_FOLDERS.has(folder)) return null;
    return PURE_BUILTINS.has(target) ? null : `${folder} is pure and imports the model alone`;
  }
  const other = inside.split('/')[1] ?? '';
  if (/^(bench|test|fixtures|scripts)\//.test(inside)) return 'across folders, imports begin with #';
  if (!inside.startsWith('src/') || other === folder) return null;
  if (COMPOSITION.has(inside)) return 'nothing imports the composition root';
  const allowed = ALLOWED[folder];
  if (allowed === undefined) return `folder ${folder} is not in the table`;
  if (allowed.includes(other)) return null;
  if (inside.endsWith('-port.ts') && !PURE_FOLDERS.has(folder)) return null;
  // The shapes of the rows that the journal's port speaks of.
  if (inside === 'src/journal/journal-tables.ts' && folder === 'engines') return null;
  return `${folder} may import ${allowed.join(', ') || 'nothing'} and ports of stages`;
}

/** The bench uses the product and its fixtures as anyone may; gc2pc itself it measures from outside. */
function whyNotInBench(path: string, target: string): string | null {
  if (target.startsWith('#test/')) return 'the bench does not lean on tests';
  if (COMPOSITION.has(target.slice(1))) return 'gc2pc is measured as a process of its own';
  const inside = target.startsWith('.') ? resolved(path, target) : null;
  return inside === null || inside.startsWith('bench/') ? null : 'across folders, imports begin with #';
}

function resolved(path: string, target: string): string {
  return normalize(join(dirname(path), target)).replaceAll('\\', '/');
}
