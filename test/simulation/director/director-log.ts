/** A grant that the access director gave. Times are in the time of the world. */
export interface LoggedGrant {
  readonly name: string;
  /** The instance ids of the agents that it covers: only they know its password. */
  readonly covers: readonly string[];
  readonly grantee: string;
  /** The password that the director made for it. */
  readonly password: string;
  readonly from: number;
  /** Null while it is held. */
  to: number | null;
  /** `forgotten` by a director that has restarted. */
  end: 'released' | 'expired' | 'forgotten' | null;
}

/** A request for a grant that reached the director. */
export interface LoggedGrantRequest {
  readonly at: number;
  readonly action: string;
  readonly name: string;
  readonly grantee: string;
  /** The grantee of the grant at that time; null if nobody held it. */
  readonly holder: string | null;
  readonly isRefused: boolean;
}

/** The director's own record of what it did, for the checkers: it contains no data from the core. */
export interface DirectorLog {
  readonly address: string;
  readonly grants: LoggedGrant[];
  readonly requests: LoggedGrantRequest[];
  /** The periods in which it was dead, silent or had lost its way to the router. */
  readonly absences: { readonly from: number; to: number }[];
}

/** The run that a server named in the grantee; null for another client. */
export function runOfGrantee(grantee: string): string | null {
  return /, run ([0-9a-f-]{36})$/.exec(grantee)?.[1] ?? null;
}

/** Whether the director was there all the time. */
export function isPresent({ absences }: DirectorLog, from: number, to: number): boolean {
  return absences.every((absence) => absence.to < from || absence.from > to);
}
