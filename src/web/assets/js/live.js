// Parts of a page that keep themselves up to date: [data-live] holds the kind of news that concerns it, [data-live-from] where
// its content comes from: the element of the part's own id there, or the whole. Without scripts the page says how often it is
// fetched again.
const parts = [...document.querySelectorAll('[data-live][data-live-from]')]
const timers = new Map()

if (parts.length > 0) {
  const source = new EventSource('/alerts/stream')
  let lost = false
  source.addEventListener('news', event => {
    const { kind, id } = JSON.parse(event.data)
    for (const part of parts) {
      const { live, liveId } = part.dataset
      if (live === kind && (liveId === undefined || liveId === id)) soon(part)
    }
  })
  source.addEventListener('open', () => {
    if (lost) parts.forEach(soon)
    lost = false
  })
  source.addEventListener('error', () => {
    lost = true
  })
  // The time left runs on without news.
  setInterval(() => parts.forEach(soon), 30_000)
  window.addEventListener('pagehide', () => source.close())
}

/** Several pieces of news in one moment, and several parts from one address, are one reason to look. */
function soon(part) {
  const from = part.dataset.liveFrom
  clearTimeout(timers.get(from))
  timers.set(
    from,
    setTimeout(() => refresh(from), 100),
  )
}

/** Asked for as a document: the page's policy lets no text become markup. */
function refresh(from) {
  const request = new XMLHttpRequest()
  request.open('GET', from)
  request.responseType = 'document'
  request.addEventListener('load', () => {
    const fresh = request.response
    if (request.status !== 200 || !fresh?.body) return
    // Sent to sign in: a page that stood still would look as if it were up to date.
    if (new URL(request.responseURL).pathname !== new URL(from, location.href).pathname) return location.reload()
    for (const part of parts) {
      if (part.dataset.liveFrom === from) put(part, part.id === '' ? fresh.body : fresh.getElementById(part.id))
    }
  })
  request.send()
}

/** What has not changed stays: it keeps the focus, and is not read out again. */
function put(part, fresh) {
  if (fresh === null || fresh.innerHTML.trim() === part.innerHTML.trim()) return
  // Nothing is taken from under the hands of somebody who types or has opened a form here.
  if (part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')) return
  const focused = part.contains(document.activeElement) ? document.activeElement.id : ''
  const before = part.querySelectorAll('article').length
  part.replaceChildren(...[...fresh.childNodes].map(node => document.adoptNode(node)))
  if (focused) document.getElementById(focused)?.focus()
  say(part.querySelectorAll('article').length - before)
}

function say(more) {
  const status = document.querySelector('[data-live-status]')
  if (status && more > 0) status.textContent = more === 1 ? 'One new alert.' : `${more} new alerts.`
}
