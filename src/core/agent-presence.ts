import type { Closable } from '../lib/topic.js';

/** The state of our agent on the OCS network, for code that only displays it. */
export interface AgentPresence {
  /** `observatory.multismurf` */
  readonly address: string;
  readonly standing: {
    /** True while the router delivers calls to the address to this server. */
    readonly registered: boolean;
    /** Why the router refused; usually because another server has the address. Null if registered or not tried yet. */
    readonly refusal: string | null;
  };
  onStandingChange(listener: () => void): Closable;
}
