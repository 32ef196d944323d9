import { execa } from 'execa'
import { root } from './command.ts'

/** The repository's own files that match: tracked, or new and not ignored. Paths are relative to the repository. */
export async function listFiles(...patterns: string[]): Promise<string[]> {
  const args = ['ls-files', '-z', '--deduplicate', '--cached', '--others', '--exclude-standard', '--', ...patterns]
  const { stdout } = await execa('git', args, { cwd: root })
  const deleted = await execa('git', ['ls-files', '-z', '--deleted', '--', ...patterns], { cwd: root })
  const gone = new Set(deleted.stdout.split('\0'))
  return stdout.split('\0').filter((file) => file !== '' && !gone.has(file))
}
