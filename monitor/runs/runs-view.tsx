/** The runs of the past and the present, with filters. */
export function RunsView() {
  return null;
}
