import type { Completed, CompletedOption } from './completion.js'

/** For bash: words by the command that stands before; where there are none, files. */
export const bash = (commands: readonly Completed[]): string => `# bash completion of fallacy
_fallacy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${commands.map(({ name }) => name).join('|')}) command="$word"; break ;; esac
  done
  case "$command $before" in
${commands.flatMap(valuesOf).join('\n')}
  esac
  case "$command" in
    "") words="${commands.map(({ name }) => name).join(' ')} --help --version" ;;
${commands.map(wordsOf).join('\n')}
  esac
  case "$current" in
    -*) ;;
    *) [ -n "$command" ] && words="\${words%% --*}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _fallacy fallacy
`

const valuesOf = ({ name, options }: Completed): readonly string[] =>
  options
    .filter(({ takesValue }) => takesValue)
    .map(option => `    ${spellings(name, option)}) ${replyOf(option)}; return ;;`)

const spellings = (command: string, { short, long }: CompletedOption): string =>
  [...(short === null ? [] : [`"${command} -${short}"`]), `"${command} --${long}"`].join('|')

/** An empty reply leaves it to files. */
const replyOf = ({ choices }: CompletedOption): string =>
  choices.length === 0 ? 'COMPREPLY=()' : `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current"))`

const wordsOf = ({ name, words, options }: Completed): string =>
  `    ${name}) words="${[...words, ...options.map(({ long }) => `--${long}`), '--help'].join(' ')}" ;;`.replace(
    'words="--',
    'words=" --',
  )
