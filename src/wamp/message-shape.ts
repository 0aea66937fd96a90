type Shape = readonly ((value: unknown) => boolean)[];

const isId = (value: unknown) => Number.isInteger(value);
const isText = (value: unknown) => typeof value === 'string';
const isDictionary = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** The required elements after the code of a message, by this code. */
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

/** The elements if the router revokes a subscription or registration: request 0, and details with its id. */
const REVOCATIONS: Readonly<Record<number, Shape>> = {
  35: [isId, names('subscription')],
  67: [isId, names('registration')],
};

/**
 * Throws if the message does not have the elements that the protocol requires. autobahn does not check them: it ends
 * the session if an id is not a number, and reports a missing reason as `undefined`.
 */
export function checkShape([code, ...elements]: readonly unknown[]): void {
  const revoked = elements[0] === 0 ? REVOCATIONS[Number(code)] : undefined;
  for (const [index, fits] of (revoked ?? SHAPES[Number(code)] ?? []).entries()) {
    if (!fits(elements[index]))
      throw new TypeError(`element ${index + 1} of WAMP message ${code} is not valid`);
  }
}
