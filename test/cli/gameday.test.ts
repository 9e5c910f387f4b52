import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Role } from '../../src/gameday/role.js'
import { freePorts } from '../../src/run/ports.js'
import { ask } from '../support/ask.js'
import { fallacy } from '../support/cli.js'
import { talkRaw } from '../support/raw-client.js'
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

test('through a forward proxy of the run nobody reaches its control port or its metrics', async () => {
  using dependency = await answering()
  await using folder = temporaryFolder()
  const [port = 0] = await freePorts(1)
  const proxies = `proxies:\n  egress: {mode: forward, listen: 127.0.0.1:${port}}\n`
  writeFileSync(folder.at('x.yaml'), smallExperiment(dependency.url).replace('proxies:\n', proxies) + GAMEDAY)
  const told: string[] = []
  const look = async (url: string) => {
    const { text } = await talkRaw(port, `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    told.push(`${new URL(url).pathname} ${text.split('\r\n')[0]} ${/x-fallacy-error: .* (serves .*)/.exec(text)?.[1]}`)
  }
  const ran = await fallacy(['gameday', 'x.yaml', '--metrics', '127.0.0.1:0'], {
    cwd: folder.path,
    env: { FALLACY_STATE_DIR: folder.at('state'), XDG_DATA_HOME: folder.at('data') },
    started(child) {
      let [said, asked] = ['', false]
      child.stderr?.on('data', async text => {
        said += text
        const [, control] = /game day at (\S+),/.exec(said) ?? []
        const [metrics] = /http:\S+\/metrics/.exec(said) ?? []
        if (asked || control === undefined || metrics === undefined || !said.includes('baseline')) return
        asked = true
        await Promise.all([look(`${control}/`), look(metrics)])
        child.kill('SIGINT')
      })
    },
  })
  expect(told.toSorted()).toEqual([
    '/ HTTP/1.1 403 Forbidden serves this run itself, where no traffic goes',
    '/metrics HTTP/1.1 403 Forbidden serves this run itself, where no traffic goes',
  ])
  expect(ran.code).toBe(130)
})
