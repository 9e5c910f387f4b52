import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** How a process stands: stopped by a signal, held by a debugger, or neither as far as can be seen. */
export type Standing = 'stopped' | 'debugged' | 'running'

/** `pid (name) state …` of proc(5), where the name may hold anything; elsewhere what ps(1) calls the state. */
export const standingOf = (pid: number): Standing => {
  const state = stateInProc(pid) ?? stateByPs(pid)
  if (/^t|^T.*X/.test(state)) return 'debugged'
  return state.startsWith('T') ? 'stopped' : 'running'
}

const stateInProc = (pid: number): string | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .slice(0, 1)
  } catch {
    return null
  }
}

/** Empty where there is no ps, or no such process. */
const stateByPs = (pid: number): string =>
  spawnSync('/bin/ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'latin1', timeout: 1_000 }).stdout?.trim() ?? ''
