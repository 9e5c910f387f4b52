import type { Completed, CompletedOption } from './completion.js'

/** For zsh: the commands, and behind each its options with its words or files. */
export const zsh = (commands: readonly Completed[]): string => `#compdef fallacy
_fallacy() {
  local -a commands
  local context state line
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
  )
  _arguments -C '1: :->command' '*:: :->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $words[1] in
${commands.map(caseOf).join('\n')}
      esac ;;
  esac
}
if [ "$funcstack[1]" = "_fallacy" ]; then _fallacy "$@"; else compdef _fallacy fallacy; fi
`

const caseOf = ({ name, options, words }: Completed): string => {
  const rest = words.length === 0 ? "'*:file:_files'" : quoted(`1: :(${words.join(' ')})`)
  return `        ${name}) _arguments ${[...options.flatMap(specsOf), rest].join(' ')} ;;`
}

const specsOf = ({ short, long, about, takesValue, choices }: CompletedOption): readonly string[] => {
  const action = choices.length === 0 ? '_files' : `(${choices.join(' ')})`
  const tail = `[${about.replace(/[[\]:]/g, '')}]${takesValue ? `:value:${action}` : ''}`
  return [...(short === null ? [] : [`-${short}${tail}`]), `--${long}${tail}`].map(quoted)
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
