/** The table of exit codes, as help and `explain` show it. */
export const EXIT_CODES = `Exit codes:
  0   all blocking hypotheses passed
  1   a hypothesis failed
  2   usage, an invalid file, refused by safety: nothing was started
  3   inconclusive: not enough evidence
  4   aborted by a rule of the file or by an operator
  5   the baseline was not steady, no fault was injected
  6   environment: a service, a port, an upstream, a lock, a hook before
  7   a cleanup hook failed, or faults were not confirmed removed
  70  a bug in fallacy
  129, 130, 143   stopped by SIGHUP, SIGINT, SIGTERM; faults removed`
