import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Html, html } from '../link/html.ts'
import type { PairToJudge } from './sheet.ts'

/** The five answers, with the key that gives each when scripts run. */
const ANSWERS = [
  { key: 1, value: 'same|sure', words: 'Same person, sure' },
  { key: 2, value: 'same|fairly sure', words: 'Same person, fairly sure' },
  { key: 3, value: 'cannot tell|', words: 'Cannot tell' },
  { key: 4, value: 'different|fairly sure', words: 'Different people, fairly sure' },
  { key: 5, value: 'different|sure', words: 'Different people, sure' },
]

const STYLE = `body{font:18px/1.5 Arial,sans-serif;color:#0b0c0c;max-width:60rem;margin:1rem auto;padding:0 1rem}
h1,h2{line-height:1.2}section{border-top:2px solid #1d70b8;padding:.5rem 0 1rem;break-inside:avoid}
section[data-here]{border-top-width:8px}
table{border-collapse:collapse;width:100%;margin:.5rem 0;table-layout:fixed}caption{text-align:left;font-weight:bold}
th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #b1b4b6;overflow-wrap:anywhere}
fieldset{border:0;margin:.5rem 0;padding:0}legend{font-weight:bold;padding:0}
label{display:block;padding:.3rem 0}fieldset label input{width:1.4rem;height:1.4rem;vertical-align:middle;margin:0 .6rem 0 0}
textarea,input[type=text]{font:inherit;width:100%;box-sizing:border-box;border:2px solid #0b0c0c;padding:.2rem}
button{font:inherit;background:#00703c;color:#fff;border:0;padding:.5rem 1rem;cursor:pointer}
:focus-visible{outline:3px solid #fd0;outline-offset:0;box-shadow:0 0 0 5px #0b0c0c}
.bar{position:sticky;top:0;background:#fff;border-bottom:1px solid #b1b4b6;padding:.5rem 0}.bar p{margin:.3rem 0}section{scroll-margin-top:8rem}.warn{border-left:5px solid #f47738;padding-left:1rem}
body:not(.js-enabled) :is(.scripted,kbd),.js-enabled .unscripted{display:none}
kbd{font:inherit;color:#505a5f}@media print{.bar,kbd{display:none}section{border-top-color:#0b0c0c}}`

/** One page on which a judge goes through pairs: nothing from elsewhere, nothing sent; without scripts a form to print. */
export async function judgePage(pairs: readonly PairToJudge[]): Promise<string> {
  const script = await readFile(new URL('./judge.client.js', import.meta.url), 'utf8')
  const allowed = `sha256-${createHash('sha256').update(script).digest('base64')}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${allowed}'; form-action 'none'; base-uri 'none'">
<title>Is this the same person? ${pairs.length} pairs – Throughline</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<h1>Is this the same person?</h1>
<p class="warn">This page holds personal data. Keep it where you keep records, and delete it when you are done.</p>
<p>There are ${pairs.length} pairs of records. Say of each what you think from what the two records say. Left and right are chance, and so is the order. Others may judge the same pairs: do not ask them.</p>
<p class="unscripted">To answer on paper, print this page. To answer in a spreadsheet, fill in the file that came with it: its rows have the numbers of the pairs.</p>
<div class="scripted">
<p>Nothing leaves this page until you download your answers, and it keeps nothing: download before you close it. Keys: <kbd>1</kbd> to <kbd>5</kbd> answer the pair you are at and go on, <kbd>N</kbd> next, <kbd>P</kbd> previous.</p>
</div>
<form>
<p><label for="judge">Your name, as the others know you</label><input type="text" id="judge" name="judge" autocomplete="off"></p>
<div class="bar scripted">
<button type="button" id="download">Download your answers</button>
<p id="progress" role="status">0 of ${pairs.length} judged</p>
</div>
${pairs.map(onePair)}
</form>
</main>
<script>${{ html: script }}</script>
</body>
</html>`
  return page.html
}

function onePair({ idLeft, idRight, facts }: PairToJudge, at: number): Html {
  const pair = at + 1
  const rows = facts.map(
    ({ field, left, right }) =>
      html`<tr><th scope="row">${nameOf(field)}</th><td>${left === '' ? 'not given' : left}</td><td>${right === '' ? 'not given' : right}</td></tr>`,
  )
  const answers = ANSWERS.map(
    ({ key, value, words }) =>
      html`<label><input type="radio" name="verdict-${pair}" value="${value}">${words} <kbd>${key}</kbd></label>`,
  )
  return html`<section id="pair-${pair}" aria-labelledby="title-${pair}" data-left="${idLeft}" data-right="${idRight}">
<h2 id="title-${pair}" tabindex="-1">Pair ${pair}</h2>
<table><caption>What the two records say</caption><thead><tr><th scope="col">Fact</th><th scope="col">One record</th><th scope="col">Other record</th></tr></thead><tbody>${rows}</tbody></table>
<fieldset><legend>Is this the same person?</legend>${answers}</fieldset>
<label for="note-${pair}">Note, if you want to leave one</label><textarea id="note-${pair}" name="note-${pair}" rows="1"></textarea>
</section>
`
}

/** given_name, ageYears → First name, Age years: the words of reports and pages. */
function nameOf(field: string): string {
  if (field === 'given_name') return 'First name'
  const words = field.replaceAll('_', ' ').replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
