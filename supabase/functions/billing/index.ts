import { createEdgeHandler } from '../_shared/edge.ts'

Deno.serve(createEdgeHandler(Deno.env.toObject()))
