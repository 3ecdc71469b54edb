/** A Splink model that cannot be used as it is; the message says what is wrong and where in the settings. */
export class SplinkError extends Error {
  override readonly name = 'SplinkError'
}

/** A cell that cannot be taken for what a condition takes it for. Holds no value of the cell, which may be personal data. */
export class CellError extends Error {
  override readonly name = 'CellError'
}
