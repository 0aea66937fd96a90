/** Something that is listened to, or held, until it is closed; closing twice does nothing. */
export interface Closable {
  close(): void;
}

/** Typed events of one kind, told to every listener in the order of their subscription. */
export interface Topic<T> {
  readonly listenerCount: number;
  listen(listener: (event: T) => void): Closable;
  emit(event: T): void;
}

/** @param onError takes what a listener throws, so that one listener cannot silence the others. */
export function createTopic<T>(onError: (error: unknown) => void): Topic<T> {
  const listeners = new Set<(event: T) => void>();
  return {
    get listenerCount() {
      return listeners.size;
    },
    listen(listener) {
      const own = (event: T) => listener(event);
      listeners.add(own);
      return { close: () => listeners.delete(own) };
    },
    emit(event) {
      for (const listener of [...listeners]) {
        try {
          listener(event);
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
