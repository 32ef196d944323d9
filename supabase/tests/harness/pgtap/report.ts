import { Parser } from 'tap-parser'

/** What a suite found, in the shape in which the repository's checks are summed up. */
export interface Tally {
  passed: number
  failed: number
  /** What the reader needs to see when something failed. */
  output: string
  /** One line for each assertion that failed, and for each file that broke. */
  failures: string[]
}

type Event = [type: string, body: unknown]

/** The lines of each failed assertion: its name, then the diagnostics that follow it. */
function describeFailures(events: Event[]): string[][] {
  const failures: string[][] = []
  let open = false
  for (const [type, body] of events) {
    if (type === 'assert') {
      const { ok, id, name } = body as { ok: boolean; id: number; name: string }
      open = !ok
      if (open) failures.push([`not ok ${id} - ${name}`])
    }
    if (type === 'comment' && open) failures.at(-1)?.push(`  ${String(body).trimEnd()}`)
  }
  return failures
}

/** One line of a failed assertion's lines. That it failed, and its name again, is said by the name. */
const onOneLine = (lines: string[]) =>
  lines
    .filter((line) => !/^ *# Failed test/.test(line))
    .map((line) => line.trim().replace(/^# */, ''))
    .join(' ')

function describePlan(planned: number | null, ran: number): string[] {
  if (!planned) return ['The file has no plan.']
  return planned === ran ? [] : [`The file planned ${planned} assertions and ran ${ran}.`]
}

/**
 * Reads what one pgTAP file printed. A file that died, or whose plan does not match, is one failure more.
 *
 * @param lines results of its queries; whatever is not TAP is ignored
 * @param death what ended the file early
 */
export function readTap(file: string, lines: readonly string[], death: string | null): Tally {
  const events = Parser.parse(`${lines.join('\n')}\n`) as Event[]
  const asserts = events.flatMap(([type, body]) => (type === 'assert' ? [body as { ok: boolean }] : []))
  // The parser corrects the plan event to what ran; the summary keeps what was planned.
  const summary = events.find(([type]) => type === 'complete')?.[1] as { plan: { end: number | null } } | undefined
  const failed = asserts.filter(({ ok }) => !ok).length
  const broken = death === null ? describePlan(summary?.plan.end ?? null, asserts.length) : [`The file died: ${death}`]
  const complaints = [...describeFailures(events), ...broken.map((line) => [line])]
  return {
    passed: asserts.length - failed,
    failed: complaints.length,
    output: complaints
      .flat()
      .map((line) => `${file}: ${line}`)
      .join('\n'),
    failures: complaints.map((lines) => `${file} > ${onOneLine(lines)}`),
  }
}

/** Adds tallies up. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const total = (pick: (tally: Tally) => number) => tallies.reduce((sum, tally) => sum + pick(tally), 0)
  return {
    passed: total((tally) => tally.passed),
    failed: total((tally) => tally.failed),
    output: tallies
      .filter(({ failed }) => failed > 0)
      .map(({ output }) => output)
      .join('\n'),
    failures: tallies.flatMap(({ failures }) => failures),
  }
}
