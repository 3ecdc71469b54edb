import type { AgencyId } from '#domain/values/ids.ts'

/** The code of an agency in a request. Whether there is such an agency is for the service to say. */
export function agencyIn(code: string): AgencyId
export function agencyIn(code: string | undefined): AgencyId | undefined
export function agencyIn(code: string | undefined): AgencyId | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether there is such an agency is for the service to say
  return code as AgencyId | undefined
}
