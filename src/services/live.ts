import type { Database } from '#store/database.ts'
import { type News, NEWS_CHANNEL } from '#store/news.ts'

export type { News }

/** News of committed changes, for pages that are open and for the canary. */
export interface Live {
  /** Hear the news of one agency, or of all; call the result to stop. */
  hear(agency: string | undefined, listener: (news: News) => void): () => void
  close(): Promise<void>
}

/** Listen to the database for news, once for the whole process. */
export async function openLive(database: Database): Promise<Live> {
  const listeners = new Set<{ readonly agency: string | undefined; readonly listener: (news: News) => void }>()
  const stop = await database.listen(NEWS_CHANNEL, payload => {
    const news = newsIn(payload)
    if (news === undefined) return
    for (const { agency, listener } of [...listeners])
      if (agency === undefined || agency === news.agency) listener(news)
  })
  return {
    hear(agency, listener) {
      const entry = { agency, listener }
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    async close() {
      listeners.clear()
      await stop()
    },
  }
}

function newsIn(payload: string): News | undefined {
  try {
    const news: unknown = JSON.parse(payload)
    if (typeof news !== 'object' || news === null || !('agency' in news) || !('kind' in news)) return undefined
    const { agency, kind } = news
    if (typeof agency !== 'string' || !isKind(kind)) return undefined
    return { agency, kind, ...('id' in news && typeof news.id === 'string' ? { id: news.id } : {}) }
  } catch {
    return undefined
  }
}

const KINDS: readonly News['kind'][] = ['alert', 'told', 'canary', 'share', 'case', 'sign']

function isKind(kind: unknown): kind is News['kind'] {
  return KINDS.some(known => known === kind)
}
