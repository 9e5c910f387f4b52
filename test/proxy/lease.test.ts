import { expect, test } from 'vitest'
import { openLease } from '../../src/proxy/lease.js'

/** A clock that jumps, as it does for a process that stood still: everybody who is due by then wakes afterwards. */
const jumpingClock = () => {
  let now = 0
  let sleepers: { readonly due: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms: number) => new Promise<boolean>(wake => sleepers.push({ due: now + ms, wake: () => wake(true) })),
    async jump(ms: number, meanwhile = () => {}) {
      now += ms
      meanwhile()
      const due = sleepers.filter(one => one.due <= now)
      sleepers = sleepers.filter(one => one.due > now)
      for (const { wake } of due) wake()
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

const leased = () => {
  const clock = jumpingClock()
  const expired: number[] = []
  const lease = openLease(clock, 2_000, () => expired.push(clock.now()))
  lease.renew()
  return { clock, expired, lease }
}

test('a renewal in time keeps a lease', async () => {
  const { clock, expired, lease } = leased()
  for (let beat = 0; beat < 8; beat++) await clock.jump(1_000, lease.renew)
  expect(expired).toEqual([])
})

test('a process that stood still for longer than the time to live cannot renew what expired meanwhile', async () => {
  const { clock, expired, lease } = leased()
  await clock.jump(1_000, lease.renew)
  await clock.jump(1_500, lease.renew)
  await clock.jump(3_000, lease.renew)
  expect(expired).toEqual([5_500])
  lease.renew()
  await clock.jump(1_999)
  expect(expired).toEqual([5_500])
  await clock.jump(1)
  expect(expired).toEqual([5_500, 7_500])
})
