import nunjucks from 'nunjucks'

/** Prints a template. */
export interface Views {
  /** The page as HTML. Values are escaped; a value that the template prints and the model lacks is an error. */
  render(template: string, model: object): string
}

/** Where templates are looked for, first match wins: ours (`src/web`), then the kit's (`govuk-frontend/dist`). */
export interface ViewsOptions {
  readonly paths: readonly string[]
  /** Read templates again on each use, for work on them. */
  readonly fresh?: boolean
}

/** Templates, compiled on first use and kept. */
export function createViews(options: ViewsOptions): Views {
  const loader = new nunjucks.FileSystemLoader([...options.paths], { noCache: options.fresh ?? false })
  const environment = new nunjucks.Environment(loader, { autoescape: true, throwOnUndefined: true, trimBlocks: true })
  return { render: (template, model) => environment.render(template, model) }
}
