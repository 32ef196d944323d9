import { configAddress } from './loader/request.ts'
import type { Placement } from './placement.ts'

/** Address of an endpoint of the instance, opened by the page's token. */
export const endpointOf = ({ instance, option }: Placement, name: string): string =>
  configAddress(`${instance}/${name}`, (asked) => asked === 'token' && option(asked))
