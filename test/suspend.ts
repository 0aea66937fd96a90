/** Blocks this thread and its event loop, as if the process were suspended. */
export function suspend(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
