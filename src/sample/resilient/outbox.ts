import type { Random } from '../../core/random.js'
import type { BackOffice, Work } from '../style.js'
import { sleep } from '../work.js'

/** A backlog must not become a storm. */
const AT_ONCE = 4
const FIRST_BACKOFF_MS = 40
const LAST_BACKOFF_MS = 1_000

/** Keeps work until it is done: a few pieces at once, with longer pauses while nothing succeeds. */
export const outbox = (random: Random): BackOffice => {
  const waiting: Work[] = []
  let clerks = 0

  const clerk = async (): Promise<void> => {
    clerks += 1
    let backoffMs = FIRST_BACKOFF_MS
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      if (await succeeds(work)) {
        backoffMs = FIRST_BACKOFF_MS
        continue
      }
      waiting.push(work)
      await sleep(backoffMs * (0.5 + random.float() / 2))
      backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS)
    }
    clerks -= 1
  }
  const post = (work: Work): void => {
    waiting.push(work)
    if (clerks < AT_ONCE) void clerk()
  }

  return {
    post,
    settle: async work => {
      if (await succeeds(work)) return 'done'
      post(work)
      return 'later'
    },
  }
}

const succeeds = (work: Work): Promise<boolean> =>
  work().then(
    () => true,
    () => false,
  )
