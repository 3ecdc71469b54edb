import { byCode, items, versionOf } from './reference-items.ts'
import {
  type Agency,
  type FirstResponder,
  FirstResponderSchema,
  type GuardianArea,
  GuardianAreaSchema,
  type NrmField,
  NrmFieldSchema,
  type NrmReason,
  NrmReasonSchema,
  type NrmRoute,
  NrmRouteSchema,
  type NrmSection,
  NrmSectionSchema,
  type Section45,
  Section45Schema,
  type VictimFirstItem,
  VictimFirstSchema,
} from './reference-schema.ts'

/** What a referral to the NRM is made by, and what puts the victim first. */
export interface NrmReference {
  /** Version of the form, kept with each referral. */
  readonly version: string
  /** In the order of the form. */
  readonly sections: readonly NrmSection[]
  /** In the order of the form. */
  readonly fields: readonly NrmField[]
  readonly routes: readonly NrmRoute[]
  readonly routeByCode: ReadonlyMap<string, NrmRoute>
  readonly reasons: readonly NrmReason[]
  readonly reasonByCode: ReadonlyMap<string, NrmReason>
  readonly firstResponders: readonly FirstResponder[]
  readonly section45: readonly Section45[]
  readonly victimFirst: readonly VictimFirstItem[]
  readonly guardianAreas: readonly GuardianArea[]
}

/** The reference data of the NRM, read and checked. @throws Error that names the file and what is wrong with it */
export function nrmReference(agencies: readonly Agency[]): NrmReference {
  const sections = items('nrm-sections', NrmSectionSchema)
  const fields = items('nrm-form', NrmFieldSchema)
  const routes = items('nrm-routes', NrmRouteSchema)
  const reasons = items('nrm-reasons', NrmReasonSchema)
  const guardianAreas = items('guardian-areas', GuardianAreaSchema)
  byCode('nrm-form', fields)
  const known = byCode('nrm-sections', sections)
  const stray = fields.find(field => !known.has(field.section))
  if (stray !== undefined) throw new Error(`data/reference/nrm-form.json: "${stray.code}" is in no section`)
  const codes = new Set<string>(agencies.map(agency => agency.code))
  const gone = guardianAreas.flatMap(area => area.councils).find(council => !codes.has(council))
  if (gone !== undefined)
    throw new Error(`data/reference/guardian-areas.json names "${gone}", which agencies.json has not`)
  return {
    version: versionOf('nrm-form', NrmFieldSchema),
    sections,
    fields,
    routes,
    routeByCode: byCode('nrm-routes', routes),
    reasons,
    reasonByCode: byCode('nrm-reasons', reasons),
    firstResponders: items('first-responders', FirstResponderSchema),
    section45: items('section-45-tests', Section45Schema),
    victimFirst: items('victim-first', VictimFirstSchema),
    guardianAreas,
  }
}
