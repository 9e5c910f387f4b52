import { STATUS_CODES } from 'node:http'
import { expect, test } from 'vitest'
import { REASONS } from '../../src/core/reason.js'

test('every status has the reason that Node would give it', () => expect(REASONS).toEqual(STATUS_CODES))
