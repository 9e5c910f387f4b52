import os from 'node:os'
import { expect, test } from 'vitest'
import { comesTo, isOwnAddress, reachedAt } from '../../src/proxy/own-address.js'

const OWN = Object.values(os.networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address))
const ELSEWHERE = '203.0.113.77'

test('this machine has its loopback, what stands for any address, and the addresses of its interfaces', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '0.0.0.0', '::', ...OWN])
    expect(isOwnAddress(address)).toBe(true)
  for (const address of [ELSEWHERE, '2001:db8::77', '127.example']) expect(isOwnAddress(address)).toBe(false)
})

test('who listens at all addresses is found at each of this machine', () => {
  for (const any of ['0.0.0.0', '::'])
    for (const address of ['127.0.0.1', '::1', '0.0.0.0', ...OWN]) expect(comesTo(address, any), address).toBe(true)
  expect(comesTo(ELSEWHERE, '0.0.0.0')).toBe(false)
})

test('who listens at one address is found there only, and all of loopback is one', () => {
  expect(comesTo(ELSEWHERE, ELSEWHERE)).toBe(true)
  expect(comesTo('127.0.0.1', ELSEWHERE)).toBe(false)
  for (const address of ['127.0.0.1', '127.0.0.2', '::1', '0.0.0.0', 'localhost']) {
    expect(comesTo(address, '127.0.0.1')).toBe(true)
    expect(comesTo(address, 'localhost')).toBe(true)
  }
  for (const address of OWN.filter(one => !one.startsWith('127.') && one !== '::1'))
    expect(comesTo(address, '127.0.0.1')).toBe(false)
})

test('this machine reaches a listener of all addresses by loopback, and any other where it is', () => {
  expect(['0.0.0.0', '::', '127.0.0.2', ELSEWHERE].map(reachedAt)).toEqual(['127.0.0.1', '::1', '127.0.0.2', ELSEWHERE])
})
