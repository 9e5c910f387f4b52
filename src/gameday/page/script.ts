/**
 * What runs in the browser. The token is only ever in the fragment of the link and in this tab's storage; with it, and
 * not with the cookie, orders are given. The page goes grey by a style of its own when nothing is heard.
 */
export const SCRIPT = `'use strict'
const find = id => document.getElementById(id)
const say = text => { find('said').textContent = text }
const post = (path, body, token) => fetch(path, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token },
  body: JSON.stringify(body),
})

const enter = async token => {
  history.replaceState(null, '', location.pathname)
  const reply = await post('/v1/session', {}, token)
  if (!reply.ok) return say('This link is of another run, or not whole.')
  sessionStorage.setItem('token', token)
  location.reload()
}

const nameOf = () => document.querySelector('input.who')?.value.trim() || find('all').dataset.role
const order = async what => {
  const token = sessionStorage.getItem('token')
  if (token === null) return say('Open your whole link again in this tab: without it nothing can be done here.')
  const reply = await post('/v1/orders', { by: nameOf(), ...what }, token).catch(() => null)
  const told = reply === null ? { error: 'The run cannot be reached.' } : await reply.json()
  say(told.error ?? '')
  return reply?.ok === true
}

const listen = () => {
  const all = find('all')
  const source = new EventSource('/v1/events?as=html')
  source.onmessage = ({ data }) => {
    const { regions, at, ended } = JSON.parse(data)
    for (const [id, html] of Object.entries(regions)) find(id).innerHTML = html
    find('heard').textContent = at
    document.body.className = ended ? 'ended' : document.body.className === 'tick' ? 'tock' : 'tick'
    if (ended) source.close()
  }
}

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-order]')
  if (button !== null) void order(JSON.parse(button.dataset.order))
})

document.addEventListener('submit', async event => {
  event.preventDefault()
  const form = event.target
  const given = [...new FormData(form)]
  const { why, kind, text } = Object.fromEntries(given)
  const chosen = given.filter(([name, value]) => name.startsWith('h:') && value !== '')
  const expects = Object.fromEntries(chosen.map(([name, value]) => [name.slice(2), value]))
  const what = form.dataset.form === 'note' ? { do: 'note', kind, text } : { do: 'predict', why, expects }
  if (await order(what)) for (const field of form.querySelectorAll('input:not(.who)')) field.value = ''
})

document.addEventListener('input', ({ target }) => {
  if (!target.matches('input.who')) return
  for (const field of document.querySelectorAll('input.who')) field.value = target.value
  localStorage.setItem('name', target.value)
})

let escaped = -Infinity
document.addEventListener('keydown', ({ key, timeStamp }) => {
  if (key !== 'Escape' || find('halt') === null) return
  if (timeStamp - escaped < 1000) void order({ do: 'halt' })
  escaped = timeStamp
})

for (const field of document.querySelectorAll('input.who')) field.value = localStorage.getItem('name') ?? ''
if (location.hash.length > 1) void enter(location.hash.slice(1))
else if (find('all') !== null) listen()
`
