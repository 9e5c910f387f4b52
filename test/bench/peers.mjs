// Who is measured. Each peer listens on the port it gets and passes all on to the origin; `null`: it is not installed.
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const file = name => fileURLToPath(new URL(name, import.meta.url))
const node = (name, ...args) => [process.execPath, file(name), ...args]

const program = name =>
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
    .filter(folder => folder.startsWith('/'))
    .map(folder => join(folder, name))
    .find(path => existsSync(path)) ?? null

/** Packages that are no dependency are looked for where BENCH_PEERS says. */
const installed = name => {
  try {
    return createRequire(join(process.env.BENCH_PEERS ?? process.cwd(), 'any.js')).resolve(name)
  } catch {
    return null
  }
}

const withConfig = (name, folder, text, args) => {
  const path = program(name)
  const config = join(folder, `${name}.conf`)
  if (path !== null) writeFileSync(config, text)
  return path === null ? null : [path, ...args(config)]
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

const nginx = (port, origin, folder) => `
worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log crit;
events { worker_connections 8192; }
http {
  access_log off; tcp_nodelay on; keepalive_requests 1000000000; keepalive_timeout 300;
  ${TEMPORARY.map(kind => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
  upstream origin { server 127.0.0.1:${origin}; keepalive 1024; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
    proxy_buffers 16 32k; proxy_busy_buffers_size 128k; proxy_max_temp_file_size 0;
    location / { proxy_pass http://origin; }
    location /narrow/ { limit_rate 1000000; proxy_pass http://origin; }
  }
}
`

const haproxy = (port, origin) => `
global
  nbthread 1
  maxconn 4000
defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
listen bench
  bind 127.0.0.1:${port}
  http-reuse always
  server origin 127.0.0.1:${origin} pool-max-conn 2048
`

const toxiproxy = (port, origin) =>
  JSON.stringify([{ name: 'bench', listen: `127.0.0.1:${port}`, upstream: `127.0.0.1:${origin}`, enabled: true }])

/** `can`: the faults that it is asked for; passing on all can. */
export const PEERS = [
  {
    name: 'fallacy',
    can: ['slow', 'narrow'],
    command: (port, origin) => node('proxy.mjs', port, `http://127.0.0.1:${origin}`),
  },
  { name: 'plain', can: ['slow'], command: (port, origin) => node('plain.mjs', port, `http://127.0.0.1:${origin}`) },
  { name: 'http-mitm-proxy', can: ['slow'], command: port => node('mitm.mjs', port) },
  {
    name: 'mockttp',
    can: [],
    command: (port, origin) => {
      const path = installed('mockttp')
      return path === null ? null : node('mockttp.mjs', port, `http://127.0.0.1:${origin}`, pathToFileURL(path).href)
    },
  },
  {
    name: 'nginx',
    can: ['narrow'],
    command: (port, origin, folder) =>
      withConfig('nginx', folder, nginx(port, origin, folder), config => ['-c', config, '-e', `${folder}/nginx.log`]),
  },
  {
    name: 'haproxy',
    can: [],
    command: (port, origin, folder) =>
      withConfig('haproxy', folder, haproxy(port, origin), config => ['-q', '-db', '-f', config]),
  },
  {
    name: 'toxiproxy',
    can: [],
    command: (port, origin, folder) =>
      withConfig('toxiproxy-server', folder, toxiproxy(port, origin), config => [
        ...['-host', '127.0.0.1', '-port', `${port + 1}`, '-config', config],
      ]),
  },
]
