/**
 * T-SQL constructs that are newer than the servers gc2pc speaks to, each with the version that brought it
 * ("Transact-SQL reference", the page of each statement or function). Only string and template literals are looked at:
 * a word in a comment or an identifier of TypeScript says nothing.
 */

interface Rule {
  readonly construct: string;
  readonly since: string;
  readonly pattern: RegExp;
}

const RULES: readonly Rule[] = [
  { construct: 'MERGE', since: '2008', pattern: /\bMERGE\s+(?:INTO\s+|TOP\b)?[[#@\w$]/ },
  { construct: 'multi-row VALUES', since: '2008', pattern: /\bVALUES\s*\((?:[^()]|\([^()]*\))*\)\s*,\s*\(/i },
  {
    construct: 'datetime2',
    since: '2008',
    pattern: /\b(?:CAST\s*\([^)]*\bAS|CONVERT\s*\(|DECLARE\s+@\w+)\s*datetime2\b/i,
  },
  { construct: 'datetimeoffset', since: '2008', pattern: /\bdatetimeoffset\b/i },
  { construct: 'DECLARE with a value', since: '2008', pattern: /\bDECLARE\s+@\w+\s+\w+(?:\([^)]*\))?\s*=/i },
  { construct: 'compound assignment', since: '2008', pattern: /\bSET\s+@\w+\s*[-+*/%]=/i },
  {
    construct: 'OFFSET … FETCH',
    since: '2012',
    pattern: /\bOFFSET\s+\S+\s+ROWS?\b|\bFETCH\s+(?:NEXT|FIRST)\s+\S+\s+ROWS?\b/i,
  },
  { construct: 'THROW', since: '2012', pattern: /(?:^|[;\s])THROW\s*(?:;|$|\d)/ },
  { construct: 'IIF', since: '2012', pattern: /\bIIF\s*\(/i },
  { construct: 'CHOOSE', since: '2012', pattern: /\bCHOOSE\s*\(/i },
  { construct: 'TRY_CONVERT and its kin', since: '2012', pattern: /\bTRY_(?:CONVERT|CAST|PARSE)\s*\(/i },
  { construct: 'CONCAT', since: '2012', pattern: /\bCONCAT(?:_WS)?\s*\(/ },
  { construct: 'FORMAT', since: '2012', pattern: /\bFORMAT\s*\(/ },
  {
    construct: 'LAG, LEAD and their kin',
    since: '2012',
    pattern: /\b(?:LAG|LEAD|FIRST_VALUE|LAST_VALUE)\s*\([^)]*\)\s*OVER\b/i,
  },
  { construct: 'a sequence', since: '2012', pattern: /\b(?:CREATE\s+SEQUENCE|NEXT\s+VALUE\s+FOR)\b/i },
  { construct: 'SHA-2 in HASHBYTES', since: '2012', pattern: /\bHASHBYTES\s*\(\s*'SHA2/i },
  {
    construct: 'sys.dm_exec_sessions.database_id',
    since: '2012',
    pattern: /\bdm_exec_sessions\b[^;]*\bdatabase_id\b/i,
  },
  { construct: 'an index inside CREATE TABLE', since: '2014', pattern: /\bCREATE\s+TABLE\b[^;]*[(,]\s*INDEX\s+[[\w]/i },
  { construct: 'DROP … IF EXISTS', since: '2016', pattern: /\bDROP\s+\w+\s+IF\s+EXISTS\b/i },
  { construct: 'STRING_SPLIT', since: '2016', pattern: /\bSTRING_SPLIT\s*\(/i },
  { construct: 'JSON', since: '2016', pattern: /\bOPENJSON\b|\bFOR\s+JSON\b|\bJSON_(?:VALUE|QUERY|MODIFY)\s*\(/i },
  { construct: 'CREATE OR ALTER', since: '2016', pattern: /\bCREATE\s+OR\s+ALTER\b/i },
  { construct: 'STRING_AGG', since: '2017', pattern: /\bSTRING_AGG\s*\(/i },
  { construct: 'TRIM', since: '2017', pattern: /(?<![LR])\bTRIM\s*\(/ },
];

export interface TooNew {
  /** 1-based. */
  readonly line: number;
  readonly construct: string;
  readonly since: string;
}

/** @param source of one TypeScript module */
export function tooNew(source: string): TooNew[] {
  const found: TooNew[] = [];
  for (const { text, line } of literals(source)) {
    for (const { construct, since, pattern } of RULES) {
      const at = text.search(pattern);
      if (at >= 0) found.push({ line: line + text.slice(0, at).split('\n').length - 1, construct, since });
    }
  }
  return found;
}

/**
 * String and template literals with the line on which each begins. A template's insertions stand as `@x`. Regular
 * expressions are skipped where one may stand: after an operator, a bracket or a comma.
 */
function literals(source: string): { text: string; line: number }[] {
  const found: { text: string; line: number }[] = [];
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$\{(?:[^{}`]|\{[^{}]*\}|`(?:\\.|[^`\\])*`)*\}|[^`\\])*`|(?<=[=(,:?!&|;[]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g;
  for (const match of source.matchAll(token)) {
    const [whole] = match;
    const quote = whole[0];
    if (quote !== "'" && quote !== '"' && quote !== '`') continue;
    const line = source.slice(0, match.index).split('\n').length;
    const text = whole.slice(1, -1).replaceAll(/\$\{(?:[^{}`]|\{[^{}]*\}|`(?:\\.|[^`\\])*`)*\}/g, '@x');
    found.push({ text, line });
  }
  return found;
}
