const loader = /^lapel\.js$/
const runtime = /^runtime\.\w+\.js$/
const first = /^first\.js$/

/**
 * What of the SDK, without the config, an inline contact form on a new browser has downloaded at two moments. Every file
 * is counted that each such form loads until then, also where nothing waits for it: a part that moves from one file to
 * another moves no byte out of these lists.
 */
export const downloads = {
  /** It can be filled in. What checks and sends comes when the browser is idle, or at the first change at the latest. */
  'until it can be filled in': [loader, runtime],
  /** The same with `/sdk/w/<public id>.js`, which draws the form and then asks for the rest. */
  'until it can be filled in, from one answer': [first],
  /** All that this way loads for a form that nobody touches. */
  'until the runtime has taken that over': [first, /^rest\.\w+\.js$/],
  /** What only the runtime can draw, from `/sdk/w/<public id>.js`. */
  'until any other widget is there, in one answer': [/^whole\.js$/],
  /** The thanks are on screen: with what checks and sends, what waits for a lost connection, and what counts views. */
  'until the receipt is shown': [loader, runtime, /^extras\/(sending|reports|offline)\.\w+\.js$/],
} as const
