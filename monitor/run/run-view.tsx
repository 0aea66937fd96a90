/** One run: as it goes, and then its outcome. */
export function RunView() {
  return null;
}
