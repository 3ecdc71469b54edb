// A button that copies what a field holds. Where the browser does not let us, the text is selected, and its own key copies it.
document.addEventListener('click', event => {
  const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null
  const field = button && document.getElementById(button.dataset.copy)
  if (!(field instanceof HTMLTextAreaElement)) return
  const status = button.parentElement.querySelector('[data-copied]')
  const say = text => status && (status.textContent = text)
  field.select()
  const copied = navigator.clipboard?.writeText(field.value) ?? Promise.reject(new Error('not here'))
  copied.then(
    () => say('Copied.'),
    () => say('It is selected: copy it with your keyboard or its menu.'),
  )
})
