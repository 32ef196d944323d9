import { sdkVersion } from '../http/sdkFiles.ts'
import { ask, type Check } from './check.ts'

const restart = 'Stop Lapel and run npm start; then see what it prints.'

export const readiness: Check = {
  name: 'Server and worker',
  advice: restart,
  look: async (patient) => {
    const response = await ask(patient, '/readyz')
    const { parts } = (await response.json()) as { parts?: Record<string, { ok: boolean; detail: string }> }
    const detail = Object.entries(parts ?? {}).map(([name, part]) => `${name} ${part.detail}`)
    return { ok: response.status === 200, detail: detail.join(', ') || `answers ${response.status}` }
  },
}

/** Tables that a leak would hurt most; all others stand behind the same rules, which the tests prove. */
const guarded = ['organizations', 'widget_submissions', 'audit_logs', 'profiles', 'platform_admins', 'widgets']

export const dataApi: Check = {
  name: 'Data API',
  advice: 'Somebody has granted rights to anon, or the API is down: see the two checks on roles above.',
  look: async (patient) => {
    const base = patient.env.supabase?.url ?? patient.url
    const headers = { apikey: patient.publishableKey }
    for (const table of guarded) {
      const response = await fetch(`${base}/rest/v1/${table}?limit=1`, { headers, signal: AbortSignal.timeout(10_000) })
      const body = await response.text()
      if (response.status >= 500) throw new Error(`answers ${response.status} for ${table}`)
      if (response.ok && body !== '[]') return { ok: false, detail: `the anonymous key sees rows of ${table}` }
    }
    return { ok: true, detail: `the anonymous key sees nothing in ${guarded.length} tables` }
  },
}

export const consolePage: Check = {
  name: 'Console',
  advice: `Remove admin/dist. ${restart}`,
  look: async (patient) => {
    const [page, config] = await Promise.all([ask(patient, '/admin/'), ask(patient, '/admin/config.json')])
    const { publishableKey } = (await config.json()) as { publishableKey?: string }
    const ok = page.status === 200 && publishableKey === patient.publishableKey
    return { ok, detail: ok ? `${patient.url}/admin/` : `the page answers ${page.status}, or its key is not ours` }
  },
}

export const sdkFile: Check = {
  name: 'SDK',
  advice: `Remove sdk/dist. ${restart}`,
  look: async (patient) => {
    const paths = ['/sdk/v1/lapel.js', `/sdk/${sdkVersion()}/lapel.js`]
    for (const path of paths) {
      const response = await ask(patient, path)
      const size = (await response.arrayBuffer()).byteLength
      if (response.status !== 200 || size === 0) return { ok: false, detail: `${path} answers ${response.status}` }
      if (response.headers.get('access-control-allow-origin') !== '*')
        return { ok: false, detail: `${path} has no CORS` }
    }
    return { ok: true, detail: paths.join(' and ') }
  },
}
