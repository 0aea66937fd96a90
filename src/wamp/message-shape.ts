type Shape = readonly ((value: unknown) => boolean)[];

const isId = (value: unknown) => Number.isInteger(value);
const isText = (value: unknown) => typeof value === 'string';
const isDictionary = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** By the code of a message: what follows it, as far as every such message has it. */
const SHAPES: Readonly<Record<number, Shape>> = {
  /* WELCOME */ 2: [isId, isDictionary],
  /* ABORT */ 3: [isDictionary, isText],
  /* CHALLENGE */ 4: [isText, isDictionary],
  /* GOODBYE */ 6: [isDictionary, isText],
  /* ERROR */ 8: [isId, isId, isDictionary, isText],
  /* PUBLISHED */ 17: [isId, isId],
  /* SUBSCRIBED */ 33: [isId, isId],
  /* UNSUBSCRIBED */ 35: [isId],
  /* EVENT */ 36: [isId, isId, isDictionary],
  /* RESULT */ 50: [isId, isDictionary],
  /* REGISTERED */ 65: [isId, isId],
  /* UNREGISTERED */ 67: [isId],
  /* INVOCATION */ 68: [isId, isId, isDictionary],
  /* INTERRUPT */ 69: [isId, isDictionary],
};

const names = (key: string) => (value: unknown) =>
  isDictionary(value) && isId((value as Readonly<Record<string, unknown>>)[key]);

/** What stands instead where the router takes back what it granted: the request is 0, and the details name it. */
const REVOCATIONS: Readonly<Record<number, Shape>> = {
  35: [isId, names('subscription')],
  67: [isId, names('registration')],
};

/**
 * Throws unless the message has the elements that the protocol says. autobahn takes a message for what its code
 * says: it ends the session on an id that is no number, and tells of a reason that is missing as `undefined`.
 */
export function checkShape([code, ...elements]: readonly unknown[]): void {
  const revoked = elements[0] === 0 ? REVOCATIONS[Number(code)] : undefined;
  for (const [index, fits] of (revoked ?? SHAPES[Number(code)] ?? []).entries()) {
    if (!fits(elements[index]))
      throw new TypeError(`element ${index + 1} of WAMP message ${code} is not what the protocol says`);
  }
}
