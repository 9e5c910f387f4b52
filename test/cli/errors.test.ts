import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { explain } from '../../src/cli/errors.js'
import { UserError } from '../../src/core/problem.js'

test('what the user can mend is one sentence with its hints, without a stack', () => {
  const error = new UserError('port 9002 is in use', { exit: 'environment', hints: ['pid 12 has it', 'listen on :0'] })
  expect(explain(error)).toEqual({
    text: 'error: port 9002 is in use\n  = pid 12 has it\n  = listen on :0\n',
    code: 6,
  })
})

test('a user error brings its problems along', () => {
  const problems = [{ code: 'E1', severity: 'error' as const, message: 'bad' }]
  expect(explain(new UserError('no', { problems })).text).toBe('error[E1] bad\n\n1 error in 1 file\n\nerror: no\n')
})

test('a wrong command line is exit 2, help and version are 0, and commander has said it already', () => {
  expect(explain(new CommanderError(1, 'commander.unknownOption', 'x'))).toEqual({ text: '', code: 2 })
  expect(explain(new CommanderError(1, 'commander.help', 'x'))).toEqual({ text: '', code: 2 })
  expect(explain(new CommanderError(0, 'commander.helpDisplayed', 'x'))).toEqual({ text: '', code: 0 })
})

test('anything else is our bug: exit 70, with the stack and the wish for a report', () => {
  const { text, code } = explain(new TypeError('x is undefined'))
  expect(code).toBe(70)
  expect(text).toMatch(/^TypeError: x is undefined\n {4}at /)
  expect(text).toContain('please report it')
  expect(explain('thrown text').text).toMatch(/^thrown text\n/)
})

test('text of strangers cannot steer the terminal', () => {
  expect(explain(new UserError('no file "\x1b[2J"')).text).toBe('error: no file "\\x1b[2J"\n')
})

test('a machine that has run out of something is no bug of ours: exit 6, one sentence, and what would do', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  expect(explain(full)).toEqual({
    text: 'error: the system refused: ENOSPC: no space left on device, write\n  = make room on the disk, or write elsewhere: --output-dir\n',
    code: 6,
  })
  expect(explain(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' })).code).toBe(70)
})
