import { z } from 'zod';

/** What `npm audit --json` has found. A service that cannot be reached proves nothing. */
export type AuditVerdict =
  | { readonly kind: 'clean' }
  /** Known holes of high or critical severity, each in one line. */
  | { readonly kind: 'holes'; readonly holes: readonly string[] }
  | { readonly kind: 'not checked'; readonly reason: string };

const SEVERE: readonly string[] = ['high', 'critical'];

/** The report of version 2, as npm 7 and later write it. */
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.string(),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
});

const failure = z.object({ message: z.string() });

/** @param output what the command has written to standard output */
export function judgeAudit(output: string): AuditVerdict {
  const json = parseJson(output);
  const parsed = report.safeParse(json);
  if (!parsed.success) {
    const reason = failure.safeParse(json).data?.message ?? 'npm audit wrote no report';
    return { kind: 'not checked', reason };
  }
  const holes = Object.entries(parsed.data.vulnerabilities).flatMap(([name, { severity, range, via }]) => {
    if (!SEVERE.includes(severity)) return [];
    const why = via.map((one) => (typeof one === 'string' ? `through ${one}` : `${one.title} (${one.url})`));
    return [`${name} ${range}: ${severity}: ${why.join('; ')}`];
  });
  return holes.length > 0 ? { kind: 'holes', holes } : { kind: 'clean' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
