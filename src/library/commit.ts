import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * The commit that git has checked out in a folder, as 40 or 64 hex digits; null outside of any repository, before its
 * first commit, or where it cannot be read. Read from its files (gitrepository-layout(5)): git itself need not be there.
 */
export const commitOf = (folder: string): string | null => {
  const git = gitFolder(resolve(folder))
  if (git === null) return null
  const head = textOf(join(git, 'HEAD'))
  const ref = /^ref: (refs\/.+)$/.exec(head)?.[1]
  if (ref === undefined) return hexIn(head)
  // A worktree has a head of its own; branches are everybody's.
  const shared = resolve(git, textOf(join(git, 'commondir')) || '.')
  return hexIn(textOf(join(shared, ref))) ?? packed(textOf(join(shared, 'packed-refs')), ref)
}

const gitFolder = (folder: string): string | null => {
  const at = join(folder, '.git')
  const kind = statSync(at, { throwIfNoEntry: false })
  if (kind?.isDirectory()) return at
  const link = kind?.isFile() ? /^gitdir: (.+)$/.exec(textOf(at))?.[1] : undefined
  if (link !== undefined) return resolve(folder, link)
  const parent = dirname(folder)
  return parent === folder ? null : gitFolder(parent)
}

const packed = (refs: string, ref: string): string | null => {
  const line = refs.split('\n').find(line => line.endsWith(` ${ref}`))
  return line === undefined ? null : hexIn(line.slice(0, -ref.length - 1))
}

const hexIn = (text: string): string | null => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null)

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
