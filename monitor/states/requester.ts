interface Requested {
  readonly requestedBy: string | null;
  readonly requesterVerified: boolean;
}

/** Who requested a run, and whether that is only said; null if nobody said it. */
export const requesterText = ({ requestedBy, requesterVerified }: Requested): string | null =>
  requestedBy === null || requesterVerified ? requestedBy : `${requestedBy} (unverified)`;
