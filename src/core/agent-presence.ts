import type { Closable } from '../lib/topic.js';

/** How our agent stands on the OCS network, for those who only tell it. */
export interface AgentPresence {
  /** `observatory.multismurf` */
  readonly address: string;
  readonly standing: {
    /** True while the router gives us what is sent to the address. */
    readonly registered: boolean;
    /** Why the router refused: most often, another server has the address. Null when registered or not tried. */
    readonly refusal: string | null;
  };
  onStandingChange(listener: () => void): Closable;
}
