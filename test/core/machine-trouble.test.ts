import { expect, test } from 'vitest'
import { machineTrouble } from '../../src/core/machine-trouble.js'

const refused = (code: string) => Object.assign(new Error(`${code}: no`), { code })

test.each(['EMFILE', 'ENFILE', 'ENOSPC', 'EDQUOT', 'ENOMEM', 'EAGAIN', 'EIO', 'EROFS'])(
  '%s is trouble of the machine: exit 6, with what would do',
  code => {
    const trouble = machineTrouble(refused(code))
    expect(trouble).toMatchObject({ message: `the system refused: ${code}: no`, exit: 'environment' })
    expect(trouble?.hints).toHaveLength(1)
  },
)

test('anything else is none', () => {
  for (const error of [refused('ERR_INVALID_ARG_TYPE'), refused('EINVAL'), new Error('EMFILE'), 'EMFILE'])
    expect(machineTrouble(error)).toBeNull()
})
