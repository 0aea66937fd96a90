/** The results of a run, or the last results of all slots, as pictures. */
export function ResultsView() {
  return null;
}
