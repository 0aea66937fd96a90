/** What the next shift must know. */
export function HandOverView() {
  return null;
}
