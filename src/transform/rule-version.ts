/** Raised whenever a rule gives another result for the same input. A journal made by other rules is refused. */
export const RULE_VERSION = '1';
