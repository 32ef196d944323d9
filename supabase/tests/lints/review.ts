import { matchesGlob } from 'node:path'
import type { Finding } from './advisors.ts'

/** Findings that stay, and why. */
export interface Accepted {
  lint: string
  /** Subjects of the lint's findings; `*` stands for anything. */
  subjects: string[]
  reason: string
}

/** What remains to be done. */
export interface Review {
  /** Findings nobody has given a reason for. */
  unexplained: string[]
  /** Reasons for what is no longer found. */
  stale: string[]
}

/** Compares what was found with what was accepted. */
export function review(findings: Finding[], accepted: Accepted[]): Review {
  const patterns = accepted.flatMap(({ lint, subjects }) => subjects.map((subject) => ({ lint, subject })))
  const explains = (pattern: { lint: string; subject: string }, finding: Finding) =>
    pattern.lint === finding.lint && matchesGlob(finding.subject, pattern.subject)
  return {
    unexplained: findings
      .filter((finding) => !patterns.some((pattern) => explains(pattern, finding)))
      .map(({ lint, subject, detail }) => `${lint} ${subject}: ${detail}`),
    stale: patterns
      .filter((pattern) => !findings.some((finding) => explains(pattern, finding)))
      .map(({ lint, subject }) => `${lint} ${subject}`),
  }
}
