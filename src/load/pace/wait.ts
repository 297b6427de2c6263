/** Waits that end at once when the run is told to stop. */
export async function waitUnlessStopped(
  sleep: (ms: number) => Promise<void>,
  ms: number,
  stop: AbortSignal,
): Promise<void> {
  if (stop.aborted) return;
  let wake: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    wake = resolve;
  });
  stop.addEventListener('abort', wake, { once: true });
  try {
    await Promise.race([sleep(ms), stopped]);
  } finally {
    stop.removeEventListener('abort', wake);
  }
}
