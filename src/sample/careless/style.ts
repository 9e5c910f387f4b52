import { type Answer, type Call, send, Unavailable } from '../call.js'
import { openLine } from '../feed.js'
import { numberIn } from '../record.js'
import type { Style } from '../style.js'

const ATTEMPTS = 3

/** What works on the author's machine: it waits for ever, asks again at once, and trusts every 200 and every silence. */
export const careless: Style = {
  client: () => blindly,
  remembering: ask => ask,
  backOffice: () => ({
    settle: async work => {
      await work()
      return 'done'
    },
    post: work => {
      work().catch(() => {})
    },
  }),
  // There is a reply, so there is an answer.
  asking: (_, call) => async text => (await call(text, null)).message,
  follow(url, told) {
    openLine(url(null), text => told(numberIn(text))).catch(() => {})
  },
  catalogue: 'everything',
}

const blindly = async (call: Call): Promise<Answer> => {
  let failure: unknown
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await once(call)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

const once = async ({ idempotencyKey: _, ...call }: Call): Promise<Answer> => {
  const reply = await send(call, null)
  if (reply.status >= 500) throw new Unavailable(`${call.url} answered ${reply.status}`)
  return { status: reply.status, body: await reply.json().catch(() => ({})) }
}
