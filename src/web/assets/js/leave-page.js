// Escape pressed three times within two seconds leaves the page, like the link in the header, and the page is not kept in the history.
const link = document.querySelector('[data-leave-page]')

if (link instanceof HTMLAnchorElement) {
  let presses = []
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return
    presses = [...presses.filter(at => event.timeStamp - at < 2000), event.timeStamp]
    if (presses.length >= 3) leave()
  })
  link.addEventListener('click', event => {
    event.preventDefault()
    leave()
  })
}

function leave() {
  document.body.hidden = true
  window.location.replace(link.href)
}
