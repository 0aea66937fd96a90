/** Moves the keyboard to the slots: to the one where it was last, or to the first. */
export function goToSlots(): void {
  document.querySelector<HTMLElement>('[data-slot] a[tabindex="0"]')?.focus();
}
