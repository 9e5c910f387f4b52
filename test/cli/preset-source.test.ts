import { expect, test } from 'vitest'
import { presetSource } from '../../src/cli/preset-source.js'
import { presets } from '../../src/presets/index.js'
import { loaded } from '../support/load-text.js'

const TARGET = 'http://127.0.0.1:3000/shop?a=$' + '{vars.x}'

test.each(presets.map(({ name }) => name))(
  '%s without a file is a whole experiment, without a warning',
  async preset => {
    const { file, bytes } = await presetSource({ preset, target: TARGET }, '.')
    expect(file).toBe(`<${preset}>`)
    const { plan, proxies, warnings, rules } = await loaded(String(Buffer.from(bytes)))
    expect(warnings).toEqual([])
    expect(rules.map(({ target, fault }) => [target, fault.name])).toEqual([['target', preset]])
    expect(proxies).toMatchObject([{ upstream: new URL('http://127.0.0.1:3000') }])
    const answers = preset === 'datacenter-outage' ? [] : ['answers']
    expect(plan.hypotheses.map(({ id }) => id)).toEqual([...answers, 'recovers'])
  },
)

test.each([
  [{ preset: 'slow-5g', target: TARGET }, 'there is no preset "slow-5g"'],
  [{ preset: 'dsl' }, 'a preset needs --target, the URL of what is asked'],
  [
    { preset: 'dsl', target: '127.0.0.1:3000' },
    'expected --target to be an http:// or https:// URL, found "127.0.0.1:3000"',
  ],
])('%j is refused', async (flags, message) => {
  await expect(presetSource(flags, '.')).rejects.toThrow(message)
})
