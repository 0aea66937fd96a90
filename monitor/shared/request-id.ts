/** @returns an id that no other request has. `crypto.randomUUID` does not exist on a page over plain HTTP. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `monitor-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
