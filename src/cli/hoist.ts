import type { Command } from 'commander'

/** The command's name first, so that its options may also stand before it: `--seed 42 run x.yaml`. */
export const hoistCommand = (args: readonly string[], program: Command): string[] => {
  const names = new Set(program.commands.map(command => command.name()))
  const takesValue = new Set(
    [program, ...program.commands]
      .flatMap(({ options }) => options)
      .flatMap(({ required, short, long }) => (required ? [short, long] : [])),
  )
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]
    if (arg === undefined || arg === '--') break
    if (takesValue.has(arg)) at++
    else if (names.has(arg)) return [arg, ...args.slice(0, at), ...args.slice(at + 1)]
    else if (!arg.startsWith('-')) break
  }
  return [...args]
}
