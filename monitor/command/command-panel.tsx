/** Starts an operation on the chosen slots. Open while the address has `command`. */
export function CommandPanel() {
  return null;
}
