import { styleText } from 'node:util'
import { type DemoAccount, type Info, snippet } from '@lapel/server/info'

const shownAccounts = 6

const strong = (text: string) => styleText('bold', text)
const quiet = (text: string) => styleText('dim', text)

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
}

/** One account of each kind before a second of any, so that the first lines serve to try every role. */
function mostTelling(accounts: readonly DemoAccount[]): DemoAccount[] {
  const owners = accounts.filter((account) => account.role === 'owner' || account.role.startsWith('staff'))
  return [...new Set([...owners, ...accounts])].slice(0, shownAccounts)
}

function accountLines({ accounts, url }: Info): string[] {
  const [first] = accounts
  if (!first) return []
  const shown = mostTelling(accounts)
  const rest = accounts.length - shown.length
  return [
    '',
    `  ${strong('Demo accounts')}, all with the password ${strong(first.password)}`,
    ...table(shown.map(({ role, email, organization }) => [role, email, organization ?? 'the platform'])),
    ...(rest > 0 ? [quiet(`  and ${rest} more on ${url}/`)] : []),
  ]
}

function snippetLines({ url, instances }: Info): string[] {
  const published = instances.find((instance) => instance.state === 'published')
  if (!published) return []
  const lines = snippet(url, published.public_id).split('\n')
  return ['', `  ${strong('Put a widget on a page')}`, ...lines.map((line) => `  ${line}`)]
}

/** What a terminal shows of an installation. */
export function describeInstallation(info: Info): string {
  const places = [
    ['Start page', `${info.url}/`],
    ['Console', `${info.url}/admin/`],
    ...info.pages.map(({ name, url }) => [`Example, ${name}`, url]),
  ]
  return [...table(places), ...accountLines(info), ...snippetLines(info)].join('\n')
}

/** The block that `lapel start` and `lapel dev` end their start with. */
export function readyBanner(info: Info): string {
  const end = quiet('  Stop it with Ctrl-C. Check it with: npx lapel doctor')
  return `\n  ${styleText('green', '●')} ${strong('Lapel is ready')}\n\n${describeInstallation(info)}\n\n${end}\n`
}
