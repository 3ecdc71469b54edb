// S, D, N and Z press the buttons that carry them, unless somebody is typing.
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  const target = event.target
  if (target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return
  if (document.querySelector('[data-answer-keys]') === null && event.key !== 'z') return
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)
  if (!(button instanceof HTMLButtonElement)) return
  event.preventDefault()
  const note = document.querySelector('#reason')
  if (button.value === 'not-sure' && note instanceof HTMLTextAreaElement && note.value.trim() === '') note.focus()
  else button.click()
})
