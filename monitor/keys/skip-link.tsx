/** The first thing that Tab reaches: leads past the bar to the view. */
export function SkipLink() {
  return (
    <a className="skip" href="#view">
      Skip to the view
    </a>
  );
}
