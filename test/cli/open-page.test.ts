import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openPage } from '../../src/cli/open-page.js'
import { showReport } from '../../src/cli/show-report.js'
import { fakeTerminal } from '../support/fake-terminal.js'
import { storyOf } from '../support/stories.js'

/** A folder with a run in it and a desktop that writes down what it is asked to open. */
const desktop = () => {
  const folder = mkdtempSync(join(tmpdir(), 'fallacy-open-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'events.ndjson'),
    storyOf('pass')
      .map(entry => `${JSON.stringify(entry)}\n`)
      .join(''),
  )
  writeFileSync(join(folder, 'xdg-open'), '#!/bin/sh\nprintf %s "$1" > "$OPENED"\n')
  chmodSync(join(folder, 'xdg-open'), 0o755)
  const opened = join(folder, 'opened')
  const read = () => {
    try {
      return readFileSync(opened, 'utf8')
    } catch {
      return ''
    }
  }
  return { folder, read, env: { PATH: folder, OPENED: opened } }
}

test('a page is opened by the program of the desktop, as one argument', async () => {
  const { env, read } = desktop()
  await openPage('/tmp/a page; with $odd "marks".html', env, 'linux')
  await vi.waitFor(() => expect(read()).toBe('/tmp/a page; with $odd "marks".html'), 10_000)
})

test('without such a program the error says which file to open', async () => {
  const opening = openPage('/tmp/page.html', { PATH: '/nowhere' }, 'linux')
  await expect(opening).rejects.toMatchObject({
    message: expect.stringContaining('xdg-open could not be started'),
    hints: ['open this file in a browser: /tmp/page.html'],
  })
})

test.runIf(process.platform === 'linux')('report --open writes the page and shows it on a terminal', async () => {
  const { folder, env, read } = desktop()
  const terminal = fakeTerminal({ folder, env, output: { isTTY: true } })
  await showReport('.', { format: 'text', open: true }, terminal)
  const page = join(folder, 'index.html')
  expect(terminal.written.out).toBe(`${page}\n`)
  expect(readFileSync(page, 'utf8')).toContain('</html>')
  await vi.waitFor(() => expect(read()).toBe(page), 10_000)
})

test('report --open starts nothing where nobody looks', async () => {
  const { folder, read } = desktop()
  const terminal = fakeTerminal({ folder, env: { PATH: '/nowhere' } })
  await showReport('.', { format: 'text', open: true }, terminal)
  expect(terminal.written.out).toBe(`${join(folder, 'index.html')}\n`)
  expect(read()).toBe('')
})
