import type { Completed, CompletedOption } from './completion.js'

/** For fish: one line for each command, word and option. */
export const fish = (commands: readonly Completed[]): string =>
  [
    '# fish completion of fallacy',
    ...commands.flatMap(({ name, summary, options, words }) => [
      `complete -c fallacy -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(words.length === 0 ? [] : [`${within(name)} -f -a ${quoted(words.join(' '))}`]),
      ...options.map(option => `${within(name)} ${flagsOf(option)}`),
    ]),
    '',
  ].join('\n')

const within = (command: string): string => `complete -c fallacy -n '__fish_seen_subcommand_from ${command}'`

const flagsOf = ({ short, long, about, takesValue, choices }: CompletedOption): string =>
  [
    ...(short === null ? [] : [`-s ${short}`]),
    `-l ${long} -d ${quoted(about)}`,
    ...(takesValue ? ['-r'] : []),
    ...(choices.length === 0 ? [] : [`-f -a ${quoted(choices.join(' '))}`]),
  ].join(' ')

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`
