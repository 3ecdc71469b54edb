import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { adultRoutes } from '#api/adults.ts'
import { alertRoutes } from '#api/alerts.ts'
import { batchRoutes } from '#api/batches.ts'
import { caseRoutes } from '#api/cases.ts'
import { dueRoutes } from '#api/due.ts'
import { encounterRoutes } from '#api/encounters.ts'
import { familyRoutes } from '#api/family.ts'
import { linkRoutes } from '#api/links.ts'
import { missingRoutes } from '#api/missing.ts'
import { nrmRoutes } from '#api/nrm.ts'
import { installOpenApi } from '#api/openapi.ts'
import { orderRoutes } from '#api/orders.ts'
import { peopleRoutes } from '#api/people.ts'
import { meetingRoutes } from '#api/meetings.ts'
import { panelRoutes } from '#api/panels.ts'
import { planRoutes } from '#api/plans.ts'
import { referralRoutes } from '#api/referrals.ts'
import { sessionRoutes } from '#api/sessions.ts'
import { shareRoutes } from '#api/shares.ts'
import { signRoutes } from '#api/signs.ts'
import { teamRoutes } from '#api/team.ts'
import { watchRoutes } from '#api/watches.ts'
import type { Config } from '#config'
import type { Instant } from '#domain/values/time.ts'
import { installCsrf } from '#http/csrf.ts'
import { installDeclaredActions } from '#http/declared-action.ts'
import { installDrafts } from '#http/draft.ts'
import { installHealth, type Readiness } from '#http/health.ts'
import { BODY_BYTES, UPLOAD_LIMITS } from '#http/limits.ts'
import { installRequestLog, LOG_SERIALIZERS } from '#http/logging.ts'
import { installProblems } from '#http/problem.ts'
import { installRateLimit, RATE_LIMITS, type RateLimits } from '#http/rate-limit.ts'
import { installSecurityHeaders } from '#http/security-headers.ts'
import { installSession } from '#http/session.ts'
import { installStreams } from '#http/sse.ts'
import { openUploads } from '#services/intake/uploads.ts'
import type { PeopleInMemory } from '#services/linkage/in-memory.ts'
import { type Live, openLive } from '#services/live.ts'
import { findSignedIn } from '#services/sign-in.ts'
import type { Database } from '#store/database.ts'
import { installationKind } from '#store/installation.ts'
import { loadMappings } from '#store/mappings.ts'
import type { Reference } from '#store/reference.ts'
import { openSpool } from '#store/spool.ts'
import { type Assets, assetRoutes } from '#web/assets.ts'
import { adultListPages } from '#web/pages/adults/route.ts'
import { inboxPages } from '#web/pages/alerts/inbox/route.ts'
import { alertPages } from '#web/pages/alerts/show/route.ts'
import { unsentPages } from '#web/pages/alerts/unsent/route.ts'
import { apiGuideRoutes } from '#web/pages/api-guide/route.ts'
import { auditRoutes } from '#web/pages/audit/route.ts'
import { concernRoutes } from '#web/pages/concern/route.ts'
import { concernListPages } from '#web/pages/concerns/list/route.ts'
import { concernPages } from '#web/pages/concerns/show/route.ts'
import { calendarRoutes } from '#web/pages/due/calendar/route.ts'
import { duePages } from '#web/pages/due/list/route.ts'
import { encounterListPages } from '#web/pages/encounters/list/route.ts'
import { newEncounterPages } from '#web/pages/encounters/new/route.ts'
import { encounterPages } from '#web/pages/encounters/show/route.ts'
import { failurePage } from '#web/pages/errors/answer.ts'
import { helpRoutes } from '#web/pages/help/route.ts'
import { familyMessageListPages } from '#web/pages/family-messages/list/route.ts'
import { familyMessagePages } from '#web/pages/family-messages/show/route.ts'
import { myPageRoutes } from '#web/pages/my-page/route.ts'
import { familyPages } from '#web/pages/people/family/route.ts'
import { leadsPages } from '#web/pages/leads/route.ts'
import { newJudgementPages } from '#web/pages/judgements/new/route.ts'
import { judgementPages } from '#web/pages/judgements/show/route.ts'
import { linkReviewPages } from '#web/pages/links/review/route.ts'
import { linkPages } from '#web/pages/links/show/route.ts'
import { newMissingPages } from '#web/pages/missing/new/route.ts'
import { missingSheetPages } from '#web/pages/missing/sheet/route.ts'
import { episodePages } from '#web/pages/missing/show/route.ts'
import { orderListPages } from '#web/pages/orders/list/route.ts'
import { newOrderPages } from '#web/pages/orders/new/route.ts'
import { personOrderPages } from '#web/pages/orders/person/route.ts'
import { orderPages } from '#web/pages/orders/show/route.ts'
import { installPages, type PageSetting } from '#web/pages/page.ts'
import { pictureRoutes } from '#web/pages/picture/route.ts'
import { adultPages } from '#web/pages/people/adult/route.ts'
import { casePages } from '#web/pages/people/case/route.ts'
import { panelListPages } from '#web/pages/panels/list/route.ts'
import { newPanelPages, panelActionPages, panelPages } from '#web/pages/panels/route.ts'
import { meetingPages } from '#web/pages/people/meetings/route.ts'
import { planPages } from '#web/pages/people/plan/route.ts'
import { nrmPages } from '#web/pages/people/nrm/route.ts'
import { peopleSearchPages } from '#web/pages/people/search/route.ts'
import { personPages } from '#web/pages/people/show/route.ts'
import { referralPages } from '#web/pages/people/referrals/route.ts'
import { referralCountPages } from '#web/pages/referrals/counts/route.ts'
import { referralListPages } from '#web/pages/referrals/list/route.ts'
import { filesRoutes } from '#web/pages/records-in/list/route.ts'
import { newFileRoutes } from '#web/pages/records-in/new/route.ts'
import { fileRoutes } from '#web/pages/records-in/show/route.ts'
import { supervisionPages } from '#web/pages/people/supervision/route.ts'
import { turningPages } from '#web/pages/people/turning-18/route.ts'
import { askPages } from '#web/pages/shares/ask/route.ts'
import { shareListPages } from '#web/pages/shares/list/route.ts'
import { sharePages } from '#web/pages/shares/show/route.ts'
import { signInRoutes } from '#web/pages/sign-in/route.ts'
import { signOutRoutes } from '#web/pages/sign-in/sign-out.ts'
import { askForSignsPages } from '#web/pages/signs/ask/route.ts'
import { owedSignPages } from '#web/pages/signs/list/route.ts'
import { newSignPages } from '#web/pages/signs/new/route.ts'
import { questionPages } from '#web/pages/signs/question/route.ts'
import { signPages } from '#web/pages/signs/show/route.ts'
import { morePages } from '#web/pages/more/route.ts'
import { startRoutes } from '#web/pages/start/route.ts'
import { teamPages } from '#web/pages/team/route.ts'
import { turningListPages } from '#web/pages/turning-18/route.ts'
import { cohortPages } from '#web/pages/watches/cohort/route.ts'
import { watchListPages } from '#web/pages/watches/list/route.ts'
import { watchPages } from '#web/pages/watches/show/route.ts'
import type { Views } from '#web/views.ts'

/** Everything the server stands on; whoever builds it opens and closes these. */
export interface AppDeps {
  readonly config: Config
  readonly version: string
  readonly database: Database
  readonly reference: Reference
  readonly clock: () => Instant
  readonly views: Views
  readonly assets: Assets
  readonly readiness: Readiness
  readonly limits?: RateLimits
  readonly canary?: PageSetting['canary']
  /** Opened and closed with the server unless given. */
  readonly live?: Live
  /** Where linkage looks first; without it the database is asked each time. */
  readonly inMemory?: PeopleInMemory
}

/** The whole server, not yet listening. Throws when a route does not say who may use it. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { config, database, reference, clock, readiness } = deps
  const limits = deps.limits ?? RATE_LIMITS
  const app = Fastify({
    logger: { level: config.logLevel, serializers: LOG_SERIALIZERS, stream: process.stderr },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { allErrors: true, removeAdditional: false } },
  })
  app.decorate('database', database)
  app.decorate('reference', reference)

  installDeclaredActions(app)
  installRequestLog(app)
  installDrafts(app, config.publicUrl)
  installProblems(app, failurePage)
  await installSecurityHeaders(app, { secure: config.secureCookies })
  const ping = () => database.transaction('', async tx => void (await installationKind(tx)))
  installHealth(app, readiness, ping, deps.inMemory)
  await installSession(app, {
    find: (token, now) => findSignedIn(database, token, now),
    clock,
    inMemory: deps.inMemory,
  })
  installCsrf(app, config.publicUrl)
  await installRateLimit(app, limits)
  installStreams(app)
  await app.register(formbody, { bodyLimit: BODY_BYTES })
  await app.register(multipart, { limits: UPLOAD_LIMITS })
  await installOpenApi(app, deps.version)
  installPages(app, {
    views: deps.views,
    assets: deps.assets,
    demonstration: config.demo,
    embeddedDatabase: config.databaseUrl === undefined,
    secureCookies: config.secureCookies,
    sessionHours: config.sessionHours,
    purposes: reference.purposes,
    ...(deps.canary ? { canary: deps.canary } : {}),
  })

  const mappings = loadMappings()
  const spool = openSpool(join(config.dataDir, 'uploads'))
  const uploads = openUploads({ database, mappings, now: clock }, spool, error =>
    app.log.error({ err: error }, 'a file was not brought in'),
  )
  app.addHook('onClose', () => uploads.stop())

  const live = deps.live ?? (await openLive(database))
  if (deps.live === undefined) app.addHook('onClose', () => live.close())

  assetRoutes(app, deps.assets)
  await app.register(sessionRoutes(limits, config.sessionHours), { prefix: '/api/v1' })
  await app.register(peopleRoutes, { prefix: '/api/v1' })
  await app.register(linkRoutes, { prefix: '/api/v1' })
  await app.register(batchRoutes(uploads), { prefix: '/api/v1' })
  await app.register(encounterRoutes, { prefix: '/api/v1' })
  await app.register(alertRoutes, { prefix: '/api/v1' })
  await app.register(watchRoutes, { prefix: '/api/v1' })
  await app.register(shareRoutes, { prefix: '/api/v1' })
  await app.register(caseRoutes, { prefix: '/api/v1' })
  await app.register(planRoutes, { prefix: '/api/v1' })
  await app.register(meetingRoutes, { prefix: '/api/v1' })
  await app.register(panelRoutes, { prefix: '/api/v1' })
  await app.register(nrmRoutes, { prefix: '/api/v1' })
  await app.register(referralRoutes, { prefix: '/api/v1' })
  await app.register(adultRoutes, { prefix: '/api/v1' })
  await app.register(signRoutes, { prefix: '/api/v1' })
  await app.register(orderRoutes, { prefix: '/api/v1' })
  await app.register(familyRoutes, { prefix: '/api/v1' })
  await app.register(missingRoutes, { prefix: '/api/v1' })
  await app.register(dueRoutes, { prefix: '/api/v1' })
  await app.register(teamRoutes, { prefix: '/api/v1' })

  await app.register(startRoutes)
  await app.register(morePages)
  await app.register(signInRoutes(limits))
  await app.register(signOutRoutes)
  await app.register(newEncounterPages)
  await app.register(encounterPages)
  await app.register(encounterListPages)
  await app.register(inboxPages(live))
  await app.register(unsentPages)
  await app.register(alertPages)
  await app.register(cohortPages)
  await app.register(concernRoutes(limits))
  await app.register(concernListPages)
  await app.register(concernPages)
  await app.register(watchListPages)
  await app.register(watchPages)
  await app.register(pictureRoutes)
  await app.register(auditRoutes)
  await app.register(peopleSearchPages)
  await app.register(personPages)
  await app.register(casePages)
  await app.register(planPages)
  await app.register(meetingPages)
  await app.register(nrmPages)
  await app.register(referralPages)
  await app.register(referralListPages)
  await app.register(referralCountPages)
  await app.register(panelListPages)
  await app.register(newPanelPages)
  await app.register(panelActionPages)
  await app.register(panelPages)
  await app.register(leadsPages)
  await app.register(duePages)
  await app.register(teamPages)
  await app.register(calendarRoutes(limits, config.publicUrl))
  await app.register(adultPages)
  await app.register(supervisionPages)
  await app.register(turningPages)
  await app.register(adultListPages)
  await app.register(turningListPages)
  await app.register(familyPages(config.publicUrl))
  await app.register(familyMessageListPages)
  await app.register(familyMessagePages)
  await app.register(myPageRoutes(limits))
  await app.register(newMissingPages)
  await app.register(missingSheetPages)
  await app.register(episodePages)
  await app.register(askPages)
  await app.register(shareListPages)
  await app.register(sharePages)
  await app.register(owedSignPages)
  await app.register(newSignPages)
  await app.register(signPages)
  await app.register(askForSignsPages)
  await app.register(questionPages)
  await app.register(newJudgementPages)
  await app.register(judgementPages)
  await app.register(orderListPages)
  await app.register(personOrderPages)
  await app.register(newOrderPages)
  await app.register(orderPages)
  await app.register(linkReviewPages)
  await app.register(linkPages)
  await app.register(filesRoutes(mappings))
  await app.register(newFileRoutes(uploads, mappings))
  await app.register(fileRoutes(uploads, mappings))
  await app.register(helpRoutes)
  await app.register(apiGuideRoutes)
  return app
}
