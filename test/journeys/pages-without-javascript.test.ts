import { describe } from 'vitest'
import { crawlEveryPage } from '#test/crawl.ts'

describe('every page, without JavaScript', () => crawlEveryPage(false))
