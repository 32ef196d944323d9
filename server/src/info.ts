import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Sql } from 'postgres'
import { pinnedScript } from './http/sdkFiles.ts'
import { examplesFolder } from './paths.ts'

/** The password of every account that supabase/seed makes. */
const demoPassword = 'lapel-demo-2026'

/** An account of the demo seed. */
export interface DemoAccount {
  /** `staff admin`, `staff viewer`, ..., or the role in the organization or workspace. */
  role: string
  email: string
  password: string
  organization: string | null
}

/** An instance that pages can load. */
export interface InstanceInfo {
  public_id: string
  name: string
  type: string
  allowed_origins: string[]
  /** `expired`: published until a moment that has passed; pages are told that it does not exist. */
  state: 'draft' | 'published' | 'inactive' | 'expired'
}

/** What `lapel info --json` prints. Accounts and instances are listed for a demo seed only. */
export interface Info {
  url: string
  publishableKey: string
  accounts: DemoAccount[]
  instances: InstanceInfo[]
  /** The example pages, each with what it says of itself. */
  pages: { name: string; url: string; about: string }[]
  /** The script of this release, which never changes, with its hash for Subresource Integrity. */
  script: { url: string; integrity: string }
}

function readAccounts(sql: Sql): Promise<Omit<DemoAccount, 'password'>[]> {
  return sql<Omit<DemoAccount, 'password'>[]>`
    select coalesce('staff ' || s.role, m.role, w.role) as role, p.email, coalesce(o.name, c.name) as organization
    from public.profiles p
    left join public.platform_admins s using (user_id)
    left join public.organization_members m on m.user_id = p.user_id and m.status = 'active' and s.user_id is null
    left join public.organizations o on o.id = m.organization_id
    left join public.workspace_members w on w.user_id = p.user_id and w.status = 'active' and m.user_id is null
    left join public.workspaces c on c.id = w.workspace_id
    where p.created_source = 'seed' and coalesce(s.role, m.role, w.role) is not null
    order by s.role is null, s.role, organization, p.created_at, p.email`
}

function readInstances(sql: Sql): Promise<InstanceInfo[]> {
  return sql<InstanceInfo[]>`
    select i.public_id, i.name, w.type, to_jsonb(i.allowed_origins) as allowed_origins,
      case when i.status <> 'published' or private.embed_instance(i.public_id) is not null then i.status
        when i.expires_at <= now() then 'expired' else 'inactive' end as state
    from public.widget_instances i join public.widgets w on w.id = i.widget_id
    where exists (select from supabase_migrations.seed_files)
    order by private.embed_instance(i.public_id) is null, i.created_at, i.public_id limit 100`
}

function readPage(file: string): Omit<Info['pages'][number], 'url'> & { path: string } {
  const html = readFileSync(join(examplesFolder, file), 'utf8')
  const about = /<meta name="description" content="([^"]+)"/.exec(html)?.[1] ?? 'A page with a widget on it.'
  const folder = dirname(file)
  return folder === '.'
    ? { name: basename(file, '.html'), path: file, about }
    : { name: folder, path: `${folder}/`, about }
}

/** The example pages on disk. */
export function listPages(url: string): Info['pages'] {
  return globSync(['*.html', '*/index.html'], { cwd: examplesFolder })
    .map(readPage)
    .sort((one, other) => one.name.localeCompare(other.name))
    .map(({ name, path, about }) => ({ name, url: `${url}/examples/${path}`, about }))
}

/**
 * Tells what an installation offers.
 *
 * @param sql connection with the rights of service_role
 */
export async function readInfo(sql: Sql, url: string, publishableKey: string): Promise<Info> {
  const [accounts, instances] = await Promise.all([readAccounts(sql), readInstances(sql)])
  return {
    url,
    publishableKey,
    accounts: accounts.map((account) => ({ ...account, password: demoPassword })),
    instances: [...instances],
    pages: listPages(url),
    script: pinnedScript(url),
  }
}

/** The tags that put an instance on a page, with one request. */
export function snippet(url: string, publicId: string): string {
  return `<script async src="${url}/sdk/w/${publicId}.js"></script>\n<lapel-widget public-id="${publicId}"></lapel-widget>`
}
