/** One slot: its problems, sessions, messages, feeds and history. */
export function SlotView() {
  return null;
}
