import { type FocusEvent, type KeyboardEvent, type MouseEvent, useState } from 'react';
import type { Pick } from '../selection/use-picking.js';
import { stepOf } from './grid-steps.js';

export interface GridOptions {
  /** The slots in the order of the page. */
  readonly order: readonly string[];
  readonly pick: Pick;
  readonly selectLive: () => void;
  readonly clear: () => void;
  /** Unfolds or folds a slot; undefined if nothing unfolds. */
  readonly unfold?: (instanceId: string, isUnfolded: boolean) => void;
}

/** The handlers of the element around all slots, and the slot where the keyboard is. */
export interface Grid {
  readonly active: string | undefined;
  /** True once a person has gone to a slot. */
  readonly isUsed: boolean;
  readonly handlers: {
    readonly onClick: (event: MouseEvent<HTMLElement>) => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  };
}

/** The element of a slot is found by `data-slot`, so that no row needs handlers of its own. */
const nameIn = (element: Element) => element.querySelector('a');
const slotAt = (target: EventTarget) => (target as Element).closest<HTMLElement>('[data-slot]');

/** Mouse and keyboard on the slots: Tab stops at the name of one slot only, and from there the keys move. */
export function useGrid({ order, pick, selectLive, clear, unfold }: GridOptions): Grid {
  const [focused, setFocused] = useState<string>();
  const active = focused !== undefined && order.includes(focused) ? focused : order[0];

  function onClick(event: MouseEvent<HTMLElement>): void {
    const target = event.target as Element;
    const element = slotAt(target);
    const instanceId = element?.dataset['slot'];
    if (instanceId === undefined) return;
    const fold = target.closest('[data-fold]');
    if (fold) unfold?.(instanceId, fold.getAttribute('aria-expanded') !== 'true');
    else if (target.closest('[data-pick]')) pick(instanceId, event.shiftKey);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { key, target, currentTarget, shiftKey } = event;
    const element = slotAt(target as Element);
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    const instanceId = element.dataset['slot'] ?? '';
    const slots = [...currentTarget.querySelectorAll<HTMLElement>('[data-slot]')];
    const next = stepOf(key, slots, element);
    if (next) nameIn(next)?.focus();
    else if (unfold && (key === 'ArrowRight' || key === 'ArrowLeft'))
      unfold(instanceId, key === 'ArrowRight');
    else if (key === 'a') selectLive();
    else if (key === 'Escape' && !shiftKey) clear();
    // The box has its own Space, and Enter on the name opens the slot, as on any link.
    else if (key === ' ' && target === nameIn(element)) pick(instanceId, shiftKey);
    else return;
    event.preventDefault();
  }

  function onFocus(event: FocusEvent<HTMLElement>): void {
    const instanceId = slotAt(event.target)?.dataset['slot'];
    if (instanceId !== undefined) setFocused(instanceId);
  }

  return { active, isUsed: focused !== undefined, handlers: { onClick, onKeyDown, onFocus } };
}
