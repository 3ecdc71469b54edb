import { describe } from 'vitest'
import { crawlEveryPage } from '#test/crawl.ts'

describe('every page, with JavaScript', () => crawlEveryPage(true))
