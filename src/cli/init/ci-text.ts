/** A workflow of GitHub Actions; annotations and the summary come by themselves. */
export const GITHUB = `name: resilience
on: [push, workflow_dispatch]
permissions: {contents: read}
jobs:
  resilience:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: {node-version: 22}
      # Start what is tested here, or in the experiment by services: (then with --allow-commands).
      - run: npx --yes fallacy run experiments
      - if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with: {name: fallacy-report, path: fallacy-report}
`

/** A job of GitLab CI. */
export const GITLAB = `resilience:
  image: node:22
  script:
    # Start what is tested here, or in the experiment by services: (then with --allow-commands).
    - npx --yes fallacy run experiments -r junit=junit.xml
  artifacts:
    when: always
    paths: [fallacy-report/]
    reports: {junit: junit.xml}
`
