import type { FastifyInstance } from 'fastify'
import { ACTIONS, type Action } from '#domain/access.ts'
import './augment.ts'

/** One route and what policy calls it, for docs/access-matrix.md. */
export interface DeclaredRoute {
  readonly method: string
  readonly url: string
  readonly action: Action | 'public'
}

/** Make the server refuse to start with a route that does not say who may use it, and keep the list of those that do. Install before any route. */
export function installDeclaredActions(app: FastifyInstance): void {
  const routes: DeclaredRoute[] = []
  app.decorate('declaredRoutes', routes)
  app.addHook('onRoute', route => {
    const action = route.config?.action
    const methods = [route.method].flat()
    if (action === undefined || (action !== 'public' && !ACTIONS.includes(action))) {
      throw new Error(
        `The route ${methods.join(', ')} ${route.url} declares no known action: set config.action to one in src/domain/access.ts, or to 'public'`,
      )
    }
    for (const method of methods) if (method !== 'HEAD') routes.push({ method, url: route.url, action })
  })
}
