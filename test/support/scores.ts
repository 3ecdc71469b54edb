/** Words and figures by which a child would be scored, ranked or rated. "May point to" and "found out of area" are none. */
const SCORED = [
  /\bscor(?:e|es|ed|ing)\b/giu,
  /\brank(?:s|ed|ing)?\b/giu,
  /\b(?:rating|percentile|league table)s?\b/giu,
  /\b\d+ points?\b/giu,
  /\b(?:points|indicators|signs) (?:in total|added up|altogether)\b/giu,
  // A missing episode has a risk level, a code that the police give it; a child has none.
  /\b(?:risk|threat|harm|vulnerability|exploitation)[ -](?:index|number|band|total)\b/giu,
  /\b(?:threat|harm|vulnerability|exploitation)[ -]level\b/giu,
  /\b\d+ out of \d+\b/giu,
  /\b\d+ ?\/ ?(?:5|10|100)\b(?!\/)/gu,
  /\b\d+(?:\.\d+)? ?% (?:risk|likely|probab\w+)\b/giu,
]

/** Names of fields that would carry a score, in whatever way they are written. */
const SCORED_NAME =
  /score|rank|rating|percentile|points|risk(?:index|number|total|band)|severity|probability|weight|total/iu

/** What in a text reads like a score of somebody; empty when nothing does. */
export function scoresIn(text: string): readonly string[] {
  return SCORED.flatMap(pattern => [...text.matchAll(pattern)].map(([found]) => found))
}

/** Whether a field of an answer is named like a score. */
export function isScoreName(name: string): boolean {
  return SCORED_NAME.test(name.replaceAll(/[_-]/g, ''))
}
