#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`fallacy needs Node.js 20.19 or newer, this is ${process.versions.node}`)
  process.exit(2)
}
// To import it would be to ask for all that it has, half of Node's streams among it.
const { existsSync } = process.getBuiltinModule('node:fs')
const setup = new URL('./setup.js', import.meta.url)
if (existsSync(setup)) (await import(setup.href)).ready()
const { ended } = await import(new URL('../dist/bin/main.js', import.meta.url).href)
await ended
