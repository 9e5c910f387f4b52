/**
 * Node's `fetch` keeps to Node's own undici: the package of that name takes its place in a process where it is loaded
 * first, and test files share their process.
 */
await fetch('data:,')
