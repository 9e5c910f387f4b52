import { expect, test } from 'vitest'
import { pacedWithinTls } from '../../support/paced-within-tls.js'

test('a rate is held within TLS, too, as the client sees it: HTTP/1.1 and HTTP/2', async () => {
  const all = await Promise.all((['tls', 'h2'] as const).map(way => pacedWithinTls(way, '1MB/s', 250_000)))
  for (const { ms, bytes } of all) {
    expect(bytes).toBe(250_000)
    expect(ms).toBeGreaterThanOrEqual(245)
    expect(ms).toBeLessThan(2_500)
  }
})
