/** Text that is HTML already and is not escaped again. */
export interface Html {
  readonly html: string
}

/** A piece of HTML; every text put into it is escaped, lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: parts.reduce((text, part, at) => text + rendered(values[at - 1] ?? '') + part) }
}

type HtmlValue = string | number | Html | readonly Html[]

function rendered(value: HtmlValue): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return 'html' in value ? value.html : value.map(item => item.html).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, character => ENTITIES[character] ?? character)
}

/** A table with a caption; the cells of `numeric` columns are aligned to the right. */
export function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
  numeric: readonly number[] = [],
): Html {
  const align = (at: number): Html => (numeric.includes(at) ? html` class="n"` : html``)
  const head = headings.map((heading, at) => html`<th scope="col"${align(at)}>${heading}</th>`)
  const body = rows.map(row => html`<tr>${row.map((cell, at) => html`<td${align(at)}>${cell}</td>`)}</tr>`)
  return html`<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`
}
