import type { CDPSession, Page } from 'playwright-core'

/** What must have a name for somebody who hears the page, as Chromium calls it. */
const NAMED = new Set([
  'button',
  'checkbox',
  'combobox',
  'Date',
  'DateTime',
  'DisclosureTriangle',
  'form',
  'image',
  'img',
  'InputTime',
  'link',
  'listbox',
  'radio',
  'radiogroup',
  'region',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'table',
  'textbox',
])

type Node = Awaited<ReturnType<typeof treeOf>>[number]

interface Told {
  readonly title: string
  readonly heading: string
  /** Groups of fields without a legend. */
  readonly nameless: readonly string[]
  /** Levels of headings, in order. */
  readonly levels: readonly number[]
  readonly missing: readonly string[]
}

const TOLD = `(() => {
  const isSeen = it => it.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
  const plain = it => (it?.textContent ?? '').trim().replace(/\\s+/g, ' ')
  const errors = document.querySelector('.govuk-error-summary')
  const heading = document.querySelector('h1')?.cloneNode(true)
  heading?.querySelectorAll('.govuk-tag').forEach(tag => tag.remove())
  return {
    title: document.title,
    heading: plain(heading),
    nameless: [...document.querySelectorAll('fieldset')]
      .filter(it => isSeen(it) && plain(it.querySelector('legend')) === '' && !it.hasAttribute('aria-labelledby'))
      .map(it => it.outerHTML.slice(0, 120)),
    levels: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(it => isSeen(it) && !errors?.contains(it)).map(it => Number(it.tagName[1])),
    missing: ['main', 'header', 'footer'].filter(part => document.querySelectorAll(part === 'main' ? part : 'body ' + part).length === 0),
  }
})()`

/**
 * What is wrong with a page for somebody who hears it: a control, a link, an image, a table or a region without a name; one name for links
 * that lead to different places; headings that jump; a title that is not of the page.
 */
export async function nameFaults(page: Page): Promise<readonly string[]> {
  const [nodes, told] = await Promise.all([treeOf(page), page.evaluate<Told>(TOLD)])
  return [...namelessIn(nodes), ...ambiguousIn(nodes), ...toldFaults(told)]
}

/** The page as it is given to a screen reader. */
async function treeOf(page: Page) {
  const session = await page.context().newCDPSession(page)
  try {
    return await fullTree(session)
  } finally {
    await session.detach()
  }
}

async function fullTree(session: CDPSession) {
  const { nodes } = await session.send('Accessibility.getFullAXTree')
  return nodes
}

function namelessIn(nodes: readonly Node[]): readonly string[] {
  return nodes
    .filter(node => !node.ignored && NAMED.has(textOf(node.role)) && nameOf(node) === '')
    .map(node => `a ${textOf(node.role)} has no name`)
}

/** Links of one name that lead to different places, unless their descriptions or the navigation in which they stand tell them apart. */
function ambiguousIn(nodes: readonly Node[]): readonly string[] {
  const links = nodes.filter(node => !node.ignored && textOf(node.role) === 'link')
  const byId = new Map(nodes.map(node => [node.nodeId, node]))
  const told = (node: Node) => [nameOf(node), textOf(node.description), navigationOf(node, byId)].join('\n')
  return [...Map.groupBy(links, told).values()].flatMap(same => {
    const places = new Set(same.map(addressOf))
    const [first] = same
    if (places.size < 2 || first === undefined) return []
    return [`links called "${nameOf(first)}" lead to ${[...places].slice(0, 3).join(' and to ')}`]
  })
}

/** The name of the navigation in which a node stands, or nothing. */
function navigationOf(node: Node, byId: ReadonlyMap<string, Node>): string {
  if (textOf(node.role) === 'navigation') return nameOf(node)
  const parent = byId.get(node.parentId ?? '')
  return parent === undefined ? '' : navigationOf(parent, byId)
}

function toldFaults({ title, heading, nameless, levels, missing }: Told): readonly string[] {
  const jump = levels.findIndex((level, n) => level > (levels[n - 1] ?? 0) + 1)
  // Before the name of the service; how many wait may stand in front.
  const own = title.replace(/^Error: |^\(\d+\) /, '').replace(/ – [^–]*$/, '')
  const isOwn = own.startsWith(heading) || own.endsWith(heading) || heading.startsWith(own)
  return [
    ...nameless.map(html => `a group of fields has no name: ${html}`),
    ...(jump === -1 ? [] : [`headings jump from ${levels[jump - 1] ?? 'none'} to ${levels[jump]}`]),
    ...(isOwn ? [] : [`the title "${title}" is not of the heading "${heading}"`]),
    ...missing.map(part => `there is no ${part}`),
  ]
}

function textOf(value: Node['role']): string {
  return typeof value?.value === 'string' ? value.value : ''
}

function nameOf(node: Node): string {
  return textOf(node.name).trim()
}

function addressOf({ properties = [] }: Node): string {
  const url: unknown = properties.find(({ name }) => name === 'url')?.value.value
  return typeof url === 'string' ? url : ''
}
