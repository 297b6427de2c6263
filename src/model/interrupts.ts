/**
 * Named points at which a test may stop a run dead. Production code passes through them at no cost; only the
 * composition root of a test process arms one.
 */
export const INTERRUPT_POINTS = [
  'lock:acquired',
  'baseline:recorded',
  'plan:recorded',
  'parts:recorded',
  'phase:started',
  'phase:finished',
  'batch:before-write',
  'batch:before-commit',
  'batch:committed',
  'unit:finished',
  'placeholder:committed',
  'revision:before-commit',
  'migration:before-finish',
  'reject-file:before-write',
  'cutover:before-act',
  'cutover:after-act',
  'cutover:journaled',
  'rollback:before-undo',
  'rollback:after-undo',
  'rollback:journaled',
] as const;
export type InterruptPoint = (typeof INTERRUPT_POINTS)[number];

/** `subject` tells points of one name apart, e.g. `room:17`, `structure`. */
export type Interrupts = (point: InterruptPoint, subject: string) => void | Promise<void>;

export const uninterrupted: Interrupts = () => {};
