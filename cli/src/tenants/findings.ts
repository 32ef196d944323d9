/** One deviation of a tenant's schema from what all should hold, and what became of it. */
export interface Finding {
  organization_id: string
  schema_name: string
  object: string
  problem: string
  outcome: string
}

/** Whether a finding is settled: nothing is left for a person to do. */
export function isSettled({ outcome }: Finding): boolean {
  return outcome === 'repaired' || outcome === 'would be repaired'
}

/** Findings for a reader: alike ones on one line, with the schemas they were found in. */
export function describeFindings(findings: readonly Finding[]): string[] {
  const alike = Map.groupBy(findings, ({ object, problem, outcome }) => `${object} ${problem}: ${outcome}`)
  return [...alike].map(([sentence, found]) => {
    const names = found.slice(0, 3).map(({ schema_name }) => schema_name)
    const more = found.length > names.length ? ` and ${found.length - names.length} more` : ''
    return `${sentence} (${names.join(', ')}${more})`
  })
}

/** Prints what a command found and did, as JSON or for a reader. Gives the exit code: 1 when something is left to do. */
export function reportFindings(
  findings: readonly Finding[],
  checked: number,
  options: { json?: true; dryRun?: true },
): 0 | 1 {
  const ok = findings.every(isSettled)
  if (options.json) {
    console.log(JSON.stringify({ ok, dry_run: options.dryRun === true, schemas: checked, findings }, null, 2))
    return ok ? 0 : 1
  }
  for (const line of describeFindings(findings)) console.log(line)
  const left = findings.filter((finding) => !isSettled(finding)).length
  if (left > 0) console.log(`${left} of ${findings.length} deviations are left for a person.`)
  else if (findings.length === 0) console.log(`${checked} schemas are as they should be.`)
  else console.log(`${findings.length} deviations ${options.dryRun ? 'would be' : 'were'} repaired.`)
  return ok ? 0 : 1
}
