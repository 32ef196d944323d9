/** Shown when the console cannot read its configuration; no provider exists yet, so neither theme nor translations do. */
export const StartFailed = ({ error }: { error: unknown }) => (
  <main style={{ font: '16px/1.5 system-ui, sans-serif', margin: '20vh auto', maxWidth: '32rem', padding: '0 1rem' }}>
    <h1 style={{ fontSize: '1.25rem' }}>The console could not start</h1>
    <p>Its configuration is missing or incomplete. Check that the Lapel server is running, then reload this page.</p>
    <p>
      <code>{error instanceof Error ? error.message : String(error)}</code>
    </p>
    <button type="button" onClick={() => window.location.reload()}>
      Reload
    </button>
  </main>
)
