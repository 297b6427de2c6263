/** What a stage tells while it works. Console, log and report listen; a stage never prints. */
export type ProgressEvent =
  | { readonly event: 'phase:started'; readonly phase: string; readonly rowsExpected: number | null }
  | { readonly event: 'phase:finished'; readonly phase: string; readonly rows: number; readonly durationMs: number }
  /** `rows` is the increment since the last such event. */
  | { readonly event: 'rows:moved'; readonly phase: string; readonly rows: number; readonly subject: string }
  | { readonly event: 'unit:finished'; readonly phase: string; readonly subject: string }
  /** Why the work does not go as fast as it could; null once nothing holds it up any more. */
  | { readonly event: 'wait:changed'; readonly reason: string | null }
  | { readonly event: 'note:given'; readonly text: string };

export type Progress = (event: ProgressEvent) => void;

export const silent: Progress = () => {};
