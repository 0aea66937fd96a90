import type { CDPSession } from 'playwright-core';

/**
 * Counts the bytes of the page and its files as they come over HTTP, compressed and with their headers; not its data.
 * Call it before the page is opened.
 */
export async function countWireBytes(cdp: CDPSession): Promise<() => number> {
  const data = new Set<string>();
  let bytes = 0;
  cdp.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Fetch') data.add(requestId);
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!data.has(requestId)) bytes += encodedDataLength;
  });
  await cdp.send('Network.enable');
  return () => bytes;
}
