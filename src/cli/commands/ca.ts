import { Option } from 'commander'
import type { AddCommand } from '../command.js'

const EXAMPLES = `
Services with "through" and commands of fallacy exec trust it by themselves. For others:
  NODE_EXTRA_CA_CERTS=$(fallacy ca path) HTTPS_PROXY=http://127.0.0.1:9000 node app.js
  curl --cacert $(fallacy ca path) --proxy http://127.0.0.1:9000 https://api.payments.test/`

const consent = () => new Option('-y, --yes', 'change it without asking')

export const ca: AddCommand = (program, terminal) => {
  const authority = program
    .command('ca')
    .summary('the certificate authority of forward proxies')
    .description(
      'The certificate authority with which forward proxies answer for HTTPS hosts. It is yours alone, lasts 90 days, ' +
        'and nothing trusts it unless it is told to. Under CI each run has one of its own.',
    )
    .addHelpText('after', EXAMPLES)
  const managing = () => import('../manage-authority.js')
  authority
    .command('status')
    .description('where it is, its fingerprint, and how long it lasts')
    .action(async () => (await managing()).showStatus(terminal))
  authority
    .command('path')
    .description('the path of its certificate, made if there is none')
    .action(async () => (await managing()).showPath(terminal))
  authority
    .command('export')
    .description('its certificate as PEM, never its key')
    .argument('[file]', 'where to; standard output by default')
    .action(async (file: string | undefined) => (await managing()).exportCertificate(file, terminal))
  authority
    .command('install')
    .description('have your browsers trust it: asks first, and never touches the trust of the system')
    .addOption(consent())
    .action(async (flags: { readonly yes?: boolean }) => (await managing()).install(flags, terminal))
  authority
    .command('uninstall')
    .description('take that back')
    .addOption(consent())
    .action(async (flags: { readonly yes?: boolean }) => (await managing()).uninstall(flags, terminal))
  authority
    .command('purge')
    .description('remove it, with its key; a new one is made when it is needed')
    .addOption(consent())
    .action(async (flags: { readonly yes?: boolean }) => (await managing()).purge(flags, terminal))
}
