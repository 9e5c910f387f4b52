/** Loaded before the command: the n-th call of one kind fails, once. FAIL is `kind code n`, such as `write ENOSPC 5`. */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const [kind, code, nth] = (process.env.FAIL ?? '').split(' ')
let calls = 0
const fails = () => ++calls === Number(nth)
const failure = () => Object.assign(new Error(`${code}: made by the test`), { code, syscall: kind })

const throwing = name => {
  const real = fs[name]
  fs[name] = (...args) => {
    if (fails()) throw failure()
    return real(...args)
  }
}

const { prototype } = net.Socket
const KINDS = {
  open: () => ['openSync', 'readFileSync', 'mkdirSync', 'readdirSync'].forEach(throwing),
  write: () => ['writeSync', 'writeFileSync', 'renameSync'].forEach(throwing),
  connect() {
    const real = prototype.connect
    prototype.connect = function (...args) {
      if (!fails()) return real.apply(this, args)
      process.nextTick(() => this.destroy(failure()))
      return this
    }
  },
  send() {
    for (const name of ['_write', '_writev']) {
      const real = prototype[name]
      prototype[name] = function (...args) {
        return fails() ? this.destroy(failure()) : real.apply(this, args)
      }
    }
  },
  read() {
    const real = prototype.push
    prototype.push = function (chunk, encoding) {
      if (chunk === null || !fails()) return real.call(this, chunk, encoding)
      this.destroy(failure())
      return false
    }
  },
}
KINDS[kind]?.()
syncBuiltinESMExports()
