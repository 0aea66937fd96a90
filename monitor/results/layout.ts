import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** How much room a picture has, in pixels of this screen: `rem` is twice as many on the wall. */
export interface Room {
  readonly width: number;
  readonly rem: number;
}

/** The room of an element, also after the window has changed. Null before it is known. */
export function useRoom<Kind extends Element>(): readonly [RefObject<Kind | null>, Room | null] {
  const ref = useRef<Kind>(null);
  const [room, setRoom] = useState<Room | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const width = element.clientWidth;
      // The height of the picture changes too, and is of no interest.
      setRoom((known) => (known?.width === width && known.rem === rem ? known : { width, rem }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, room];
}

/** All in rem. */
const AXIS = 3.25;
const NARROWEST = 1.25;
const WIDEST = 9;
/** In a narrower column, words stand upright. */
const NARROW = 3.25;

/** Where the columns stand, in pixels. If they are too many for one line, there are several, each with the same number. */
export interface Layout extends Room {
  readonly axis: number;
  readonly column: number;
  readonly isNarrow: boolean;
  /** The first column of each line, and the first after it. */
  readonly lines: readonly (readonly [number, number])[];
}

export function layOut(count: number, { width, rem }: Room): Layout {
  const axis = AXIS * rem;
  const most = Math.max(1, Math.floor((width - axis) / (NARROWEST * rem)));
  const lineCount = Math.max(1, Math.ceil(count / most));
  const perLine = Math.max(1, Math.ceil(count / lineCount));
  const column = Math.min(WIDEST * rem, Math.max(0, width - axis) / perLine);
  return {
    ...{ width, rem, axis, column },
    isNarrow: column < NARROW * rem,
    lines: Array.from({ length: lineCount }, (_, line) => [
      line * perLine,
      Math.min(count, (line + 1) * perLine),
    ]),
  };
}
