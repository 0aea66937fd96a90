import type { Logger } from './logger.js';

/** A listener or a resource that can be closed. Closing it twice does nothing. */
export interface Closable {
  close(): void;
}

/** Typed events of one kind. Listeners are called in the order in which they were added. */
export interface Topic<T> {
  readonly listenerCount: number;
  listen(listener: (event: T) => void): Closable;
  emit(event: T): void;
}

/** @param onError gets the errors of listeners, so that one listener cannot stop the others */
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

/** The `onError` of a topic that only logs what a listener throws. */
export function logListenerErrors(logger: Logger): (error: unknown) => void {
  return (error) => logger.error({ err: error }, 'a listener failed');
}
