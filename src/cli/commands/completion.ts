import { Argument } from 'commander'
import type { AddCommand } from '../command.js'

const EXAMPLES = `
Examples:
  source <(fallacy completion bash)                                    # in ~/.bashrc
  fallacy completion zsh > "\${fpath[1]}/_fallacy"
  fallacy completion fish > ~/.config/fish/completions/fallacy.fish`

export const completion: AddCommand = (program, terminal) => {
  program
    .command('completion')
    .summary('print what a shell needs to complete commands and options')
    .description('Prints a script with which a shell completes the commands, options and names of this version.')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', EXAMPLES)
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('../completion/completion.js')
      terminal.out.write(completionScript(shell, program))
    })
}
