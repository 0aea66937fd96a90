/** What can be done with the chosen slots. */
export function SelectionBar() {
  return null;
}
