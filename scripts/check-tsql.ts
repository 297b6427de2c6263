/**
 * Refuses T-SQL that SQL Server 2005 (a source) or 2008 R2 (a target) does not know, in every string of src/engines and
 * of the bench that may reach a SQL Server. Usage: node scripts/check-tsql.ts
 */
import { globSync, readFileSync } from 'node:fs';
import { tooNew } from './tsql-rules.ts';

const refused: string[] = [];
const files = globSync(['src/engines/{sql,sqlserver}/**/*.ts', 'bench/tds/**/*.ts']).sort();
for (const file of files) {
  for (const { line, construct, since } of tooNew(readFileSync(file, 'utf8'))) {
    refused.push(`${file}:${line}: ${construct} needs SQL Server ${since}`);
  }
}
if (refused.length > 0) {
  console.error(refused.join('\n'));
  process.exit(1);
}
console.log(`the T-SQL of ${files.length} files runs on SQL Server 2005 and 2008 R2`);
