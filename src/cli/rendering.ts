/** All that is loaded to tell of a run that is over. */
export { chooseFormats, findReporter } from './report-format.js'
export { renderSummary } from './summary.js'
export { outputToGithub, tellGithub } from './tell-github.js'
