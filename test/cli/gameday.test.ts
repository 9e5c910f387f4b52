import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Role } from '../../src/gameday/role.js'
import { ask } from '../support/ask.js'
import { fallacy } from '../support/cli.js'
import { answering, smallExperiment } from '../support/small-experiment.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const GAMEDAY = 'gameday: {expectedResponse: page us, checklist: [dashboards open], predictions: required}\n'

/** What one does who has the links: everything that is wanted before the first fault, then a halt in it. */
const takePart = async (links: Readonly<Record<Role, string>>) => {
  const { origin } = new URL(links.operator)
  const headers = { authorization: `Bearer ${links.operator.split('#')[1]}` }
  const order = (body: object) =>
    ask(`${origin}/v1/orders`, { method: 'POST', headers, body: { by: 'Bo', ...body } }).then(({ status }) => status)
  const until = async (path: 'gate' | 'phase', name: string) => {
    for (;;) {
      const { text } = await ask(`${origin}/v1/state`, { headers })
      const { gate, phase } = JSON.parse(text)
      if ((path === 'gate' ? gate?.phase : phase?.name) === name) return
    }
  }
  await until('gate', 'inject')
  const early = await order({ do: 'open' })
  await order({ do: 'tick', item: 'dashboards open' })
  await order({ do: 'predict', expects: { quick: 'pass' } })
  const opened = await order({ do: 'open' })
  await until('phase', 'inject')
  return [early, opened, await order({ do: 'halt', why: 'enough' })]
}

test('a game day without a terminal is taken part in over its control port, and halted with exit 4', async () => {
  using dependency = await answering()
  await using folder = temporaryFolder()
  writeFileSync(folder.at('x.yaml'), `${smallExperiment(dependency.url, { inject: '30s' })}${GAMEDAY}`)
  let took: Promise<readonly number[]> | undefined
  let file = ''
  const ran = await fallacy(['gameday', 'x.yaml'], {
    cwd: folder.path,
    env: { FALLACY_STATE_DIR: folder.at('state') },
    started(child) {
      child.stderr?.on('data', text => {
        const [, path] = /links in (\S+)/.exec(String(text)) ?? []
        if (path === undefined) return
        file = path
        took = takePart(JSON.parse(readFileSync(path, 'utf8')))
      })
    },
  })
  expect(await took).toEqual([409, 200, 200])
  expect([ran.code, existsSync(file)]).toEqual([4, false])
  expect(ran.stdout).toContain('halted by Bo: enough')
  expect(ran.stderr).not.toContain('#')
})
