/** A cell of a CSV file: quoted when it holds a comma, a quote or a line end. */
export function csvCell(value: string | number): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A cell that is safe to open in a spreadsheet: what would be taken for a formula gets an apostrophe in front. */
export function csvSafeCell(text: string): string {
  return csvCell(/^\s*[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text)
}
