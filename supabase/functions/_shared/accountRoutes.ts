import { type Context, Hono } from 'hono'
import { acceptRequest, claimRequest } from '../../../contract/src/drafts.ts'
import { credentialRequest } from '../../../contract/src/integrations.ts'
import { type Env, noStoreJson, respond } from './answer.ts'
import { createClaim } from './claims/create.ts'
import { keepCredential } from './integrations/credential.ts'
import { rotateIdentitySecret } from './integrations/identitySecret.ts'
import { acceptInvitation } from './invitations/accept.ts'
import { readJson } from './jsonBody.ts'
import { allowOnly } from './methods.ts'
import type { Actor, Ports } from './ports.ts'
import { ProblemError } from './problem.ts'
import { rotateSecret } from './webhooks/rotate.ts'

// The access token stands in a header that no page sends by itself, so any page may ask.
function answerPreflight(c: Context<Env>): Response {
  return respond(c, null, 204, {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Authorization,Content-Type',
    'Access-Control-Max-Age': '600',
  })
}

async function userOf({ authenticate }: Ports, c: Context<Env>): Promise<string> {
  const authorization = c.req.header('authorization')
  const userId = authorization === undefined ? null : await authenticate(authorization)
  if (userId === null) throw new ProblemError('UNAUTHENTICATED', { headers: { 'WWW-Authenticate': 'Bearer' } })
  return userId
}

/** Who asks, for the audit log too. */
async function actorOf(ports: Ports, c: Context<Env>): Promise<Actor> {
  return { userId: await userOf(ports, c), requestId: c.get('requestId'), ip: ports.clientIp(c.req.raw) }
}

/** What a signed-in user does that the data API does not: claim a draft, accept an invitation, get a secret that signs, hand over a credential. */
export function accountRoutes(ports: Ports): Hono<Env> {
  return new Hono<Env>()
    .options('/claims', answerPreflight)
    .options('/invitations/accept', answerPreflight)
    .options('/webhooks/:id/secret', answerPreflight)
    .options('/integrations/:id/credential', answerPreflight)
    .options('/integrations/identity/:workspace_id/secret', answerPreflight)
    .post('/claims', async (c) => {
      const claim = await readJson(c.req.raw, claimRequest)
      const { receipt, headers } = await createClaim(ports, { ...(await actorOf(ports, c)), claim })
      return respond(c, JSON.stringify(receipt), 201, { ...noStoreJson, ...headers })
    })
    .all('/claims', allowOnly('POST, OPTIONS'))
    .post('/invitations/accept', async (c) => {
      const { token } = await readJson(c.req.raw, acceptRequest)
      const { receipt, headers } = await acceptInvitation(ports, { ...(await actorOf(ports, c)), token })
      return respond(c, JSON.stringify(receipt), 200, { ...noStoreJson, ...headers })
    })
    .all('/invitations/accept', allowOnly('POST, OPTIONS'))
    .post('/webhooks/:id/secret', async (c) => {
      const endpoint = { ...(await actorOf(ports, c)), endpointId: c.req.param('id') }
      const { receipt, headers } = await rotateSecret(ports, endpoint)
      return respond(c, JSON.stringify(receipt), 201, { ...noStoreJson, ...headers })
    })
    .all('/webhooks/:id/secret', allowOnly('POST, OPTIONS'))
    .post('/integrations/:id/credential', async (c) => {
      const { credential } = await readJson(c.req.raw, credentialRequest)
      const connection = { ...(await actorOf(ports, c)), connectionId: c.req.param('id'), credential }
      const { receipt, headers } = await keepCredential(ports, connection)
      return respond(c, JSON.stringify(receipt), 200, { ...noStoreJson, ...headers })
    })
    .all('/integrations/:id/credential', allowOnly('POST, OPTIONS'))
    .post('/integrations/identity/:workspace_id/secret', async (c) => {
      const workspace = { ...(await actorOf(ports, c)), workspaceId: c.req.param('workspace_id') }
      const { receipt, headers } = await rotateIdentitySecret(ports, workspace)
      return respond(c, JSON.stringify(receipt), 201, { ...noStoreJson, ...headers })
    })
    .all('/integrations/identity/:workspace_id/secret', allowOnly('POST, OPTIONS'))
}
