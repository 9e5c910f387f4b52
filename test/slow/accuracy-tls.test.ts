import { expect, test } from 'vitest'
import { whenCalm } from '../support/calm.js'
import { pacedWithinTls } from '../support/paced-within-tls.js'

test.for(['tls', 'h2'] as const)(
  '1 MB/s over 2 MB is within 2 %% as a client within TLS sees it: %s',
  { timeout: 120_000 },
  async (way, context) => {
    const { ms, bytes } = await whenCalm(context, () => pacedWithinTls(way, '1MB/s', 2_000_000))
    expect(bytes).toBe(2_000_000)
    expect(ms).toBeGreaterThanOrEqual(1_960)
    expect(ms).toBeLessThanOrEqual(2_040)
  },
)
