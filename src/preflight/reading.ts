/**
 * A fact as it could be had: its value, or why it is not known and how a person finds it out. Nothing unknown is ever
 * taken for a pass.
 */
export type Reading<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      /** One clause: `no directory is configured`, `sql01 does not answer`. */
      readonly why: string;
      /** Set where it could be looked at, and is not what it should be: an error's code, and what to do. */
      readonly refused?: Refusal;
    };

export interface Refusal {
  readonly code: string;
  readonly hint: string;
}

export function known<T>(value: T): Reading<T> {
  return { known: true, value };
}

export function unknown(why: string, refused?: Refusal): Reading<never> {
  return { known: false, why, ...(refused === undefined ? {} : { refused }) };
}
