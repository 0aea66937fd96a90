/**
 * Whether a new core on the disk of a dead server continues its open runs and knows its request ids. While this is
 * false, a run that was open when the server died needs no outcome. Set it to true when the core can do this: then
 * every run must end, even if the server dies.
 */
export const RESUMES_RUNS: boolean = false;
