// Parts of a page that keep themselves up to date: [data-live] holds the kind of news that concerns it, [data-live-from] where
// its content comes from. Without scripts the page says how often it is fetched again.
const parts = [...document.querySelectorAll('[data-live][data-live-from]')]

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

/** Several pieces of news in one moment are one reason to look. */
function soon(part) {
  clearTimeout(part.liveTimer)
  part.liveTimer = setTimeout(() => refresh(part), 100)
}

/** Asked for as a document: the page's policy lets no text become markup. */
function refresh(part) {
  const request = new XMLHttpRequest()
  request.open('GET', part.dataset.liveFrom)
  request.responseType = 'document'
  request.addEventListener('load', () => {
    const fresh = request.response?.body
    if (request.status !== 200 || !fresh) return
    // Nothing is taken from under the hands of somebody who types or has opened a form here.
    if (part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select')) return
    const focused = part.contains(document.activeElement) ? document.activeElement.id : ''
    const before = part.querySelectorAll('article').length
    part.replaceChildren(...[...fresh.childNodes].map(node => document.adoptNode(node)))
    if (focused) document.getElementById(focused)?.focus()
    say(part.querySelectorAll('article').length - before)
  })
  request.send()
}

function say(more) {
  const status = document.querySelector('[data-live-status]')
  if (status && more > 0) status.textContent = more === 1 ? 'One new alert.' : `${more} new alerts.`
}
