/**
 * Whether a core that is started on the disk of one that died goes on with its open runs, and knows the request ids
 * of before. Until it does, what was open when the server died has no outcome, and is judged by that: once it can,
 * this becomes true, and every run has to end whatever becomes of the server.
 */
export const RESUMES_RUNS: boolean = false;
