import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Run, Slot } from '../live/model.js';
import { nameOf } from '../live/model.js';
import { hrefOf, type Params, type ViewName } from './location.js';

export interface ToViewProps {
  readonly view: ViewName;
  readonly params?: Params;
  readonly className?: string;
  /** What the view is, if its name does not say it. */
  readonly title?: string;
  readonly children: ReactNode;
}

/** A link to a view. */
export function ToView({ view, params, className, title, children }: ToViewProps) {
  return (
    <Link href={hrefOf(view, params)} className={className ?? ''} title={title}>
      {children}
    </Link>
  );
}

/** The name of a slot, as a link to its page. */
export function SlotLink({ slot }: { readonly slot: Pick<Slot, 'instanceId' | 'streamId'> }) {
  return (
    <ToView view="slot" params={{ id: slot.instanceId }}>
      {nameOf(slot)}
    </ToView>
  );
}

/** A link to the page of a run. */
export function RunLink({ run, children }: { readonly run: Pick<Run, 'id'>; readonly children: ReactNode }) {
  return (
    <ToView view="run" params={{ id: run.id }}>
      {children}
    </ToView>
  );
}
