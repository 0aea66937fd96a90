/** The keyboard: listens for the keys of all commands, and shows the palette and the list of keys. */
export function Keys() {
  return null;
}
