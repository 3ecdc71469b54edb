// Counts, moves between pairs by keys, and gives the answers as a file. Without it the page is a form to print.
const sections = [...document.querySelectorAll('section[data-left]')]
const judge = document.querySelector('#judge')
const progress = document.querySelector('#progress')
const judgedAt = new Map()
let unsaved = false
let here = 0

document.body.classList.add('js-enabled')
document.querySelector('form').addEventListener('submit', event => event.preventDefault())

function answerOf(section) {
  return section.querySelector('input[type=radio]:checked')
}

function tell() {
  progress.textContent = `${sections.filter(answerOf).length} of ${sections.length} judged`
}

function goTo(at) {
  here = Math.max(0, Math.min(sections.length - 1, at))
  for (const section of sections) delete section.dataset.here
  sections[here].dataset.here = ''
  sections[here].scrollIntoView()
  sections[here].querySelector('h2').focus()
}

document.addEventListener('change', event => {
  const section = event.target.closest('section[data-left]')
  if (section === null) return
  here = sections.indexOf(section)
  judgedAt.set(section, new Date().toISOString())
  unsaved = true
  tell()
})

document.addEventListener('focusin', event => {
  const section = event.target.closest('section[data-left]')
  if (section !== null) here = sections.indexOf(section)
})

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
  if (event.target.closest('textarea, input[type=text]') !== null) return
  const key = event.key.toLowerCase()
  if (key === 'n') goTo(here + 1)
  else if (key === 'p') goTo(here - 1)
  else if (/^[1-5]$/.test(key)) {
    sections[here].querySelectorAll('input[type=radio]')[Number(key) - 1].click()
    goTo(here + 1)
  } else return
  event.preventDefault()
})

/** A cell that a spreadsheet does not take for a formula; throughline reads it back as it was. */
function cell(text, isText) {
  const guarded = isText && /^'*\s*[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text
  return /[",;\t\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

function rowOf(section) {
  const answer = answerOf(section)
  if (answer === null) return []
  const [verdict, certainty] = answer.value.split('|')
  const { left, right } = section.dataset
  const note = section.querySelector('textarea').value
  const ids = [cell(left, false), cell(right, false)]
  return [[...ids, cell(judge.value.trim(), true), judgedAt.get(section), verdict, certainty, cell(note, true)].join(',')]
}

document.querySelector('#download').addEventListener('click', () => {
  if (judge.value.trim() === '') {
    progress.textContent = 'Write your name first, so that your answers can be told from those of others'
    judge.focus()
    return
  }
  const lines = ['id_left,id_right,judge,judged_at,verdict,certainty,note', ...sections.flatMap(rowOf)]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' }))
  link.download = 'labels.csv'
  unsaved = false
  link.click()
  URL.revokeObjectURL(link.href)
})

window.addEventListener('beforeunload', event => {
  if (unsaved) event.preventDefault()
})
