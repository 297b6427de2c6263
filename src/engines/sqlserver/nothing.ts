/** Stands in for what is never used; see `unused-modules.ts`. */
export {};
