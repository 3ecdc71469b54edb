// How far a file is, live; the page is loaded again when the work is done. Without this script the page refreshes itself.
const shown = document.querySelector('[data-progress-from]')

if (shown instanceof HTMLElement) {
  const stream = new EventSource(shown.dataset.progressFrom)
  stream.addEventListener('progress', event => {
    shown.textContent = JSON.parse(event.data)
  })
  stream.addEventListener('done', () => {
    stream.close()
    window.location.reload()
  })
}
