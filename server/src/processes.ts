import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './refusal.ts'

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}

function proc(pid: number, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}

/** The command line of a process, or null when it does not exist. */
export function commandOf(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'args')
  return proc(pid, 'cmdline')?.replaceAll('\0', ' ').trim() || null
}

/** When a process began, in the system's own notation: with the id it names one process for good. */
export function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'lstart')
  const afterName = proc(pid, 'stat')?.split(') ').at(-1)
  return afterName?.split(' ')[19] ?? null
}

/** Waits until a process is gone. Gives false when it still exists after `seconds`. */
export async function waitForEnd(pid: number, seconds: number): Promise<boolean> {
  for (let waited = 0; waited < seconds * 1000; waited += 20) {
    if (!isAlive(pid)) return true
    await sleep(20)
  }
  return !isAlive(pid)
}
