/** The little of Deno that an entry point uses. */
declare namespace Deno {
  const env: { toObject(): Record<string, string> }
  function serve(
    handler: (request: Request, info: { remoteAddr: { hostname: string } }) => Response | Promise<Response>,
  ): unknown
}
