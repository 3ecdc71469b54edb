/** The database cannot be used as it is; the message says why and what somebody should do. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal'
}
