import type { AgencyId } from '#domain/values/ids.ts'

/** The code of an agency in a request. Whether there is such an agency is for the service to say. */
export function agencyIn(code: string): AgencyId {
  return code as AgencyId
}
