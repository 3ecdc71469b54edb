/** The SQL of one person comparison, over columns named as its fields. */
export interface ComparisonSql {
  /** Without these it has nothing to compare. */
  readonly field: string
  /** The condition of each level by its label; one that is not here has no SQL equivalent. The last level is ELSE. */
  readonly levels: Readonly<Record<string, string>>
  /** Whether exact agreement counts more the rarer the value is. */
  readonly rarity?: boolean
}

/**
 * SQL that grades clean values as the person comparisons do: names and towns folded, dates as YYYY-MM-DD, postcodes with their space.
 *
 * Forms of one name, double names, sounds and streets need tables and code, which Splink's settings cannot carry.
 */
export const COMPARISON_SQL: Readonly<Record<string, ComparisonSql>> = {
  given_name: {
    field: 'given_name',
    levels: {
      swapped: 'given_name_l = family_name_r AND family_name_l = given_name_r',
      ...nameLevels('given_name'),
    },
    rarity: true,
  },
  middle_name: {
    field: 'middle_name',
    levels: {
      same: 'middle_name_l = middle_name_r',
      close: 'jaro_winkler_similarity(middle_name_l, middle_name_r) >= 0.92',
      initial: nameLevels('middle_name').initial,
    },
  },
  family_name: {
    field: 'family_name',
    levels: {
      swapped: 'given_name_l = family_name_r AND family_name_l = given_name_r',
      ...nameLevels('family_name'),
    },
    rarity: true,
  },
  date_of_birth: { field: 'date_of_birth', levels: dateLevels() },
  sex: { field: 'sex', levels: { same: 'sex_l = sex_r' } },
  postcode: { field: 'postcode', levels: postcodeLevels() },
  address: { field: 'address', levels: { same: 'address_l = address_r' } },
  city: {
    field: 'city',
    levels: { same: 'city_l = city_r', close: 'jaro_winkler_similarity(city_l, city_r) >= 0.9' },
    rarity: true,
  },
  phone: {
    field: 'phone',
    levels: {
      exact: 'right(phone_l, 9) = right(phone_r, 9)',
      'one digit': 'damerau_levenshtein(right(phone_l, 9), right(phone_r, 9)) <= 1',
    },
  },
  email: { field: 'email', levels: emailLevels() },
  nhs_number: { field: 'nhs_number', levels: { same: 'nhs_number_l = nhs_number_r' } },
  upn: { field: 'upn', levels: { same: 'upn_l = upn_r' } },
  pnc_id: { field: 'pnc_id', levels: { same: 'pnc_id_l = pnc_id_r' } },
}

/** The blocking rules that SQL can say, nearest to our own; over columns named as the fields. */
export const RULE_SQL: readonly string[] = [
  'l.nhs_number = r.nhs_number',
  'l.upn = r.upn',
  'l.pnc_id = r.pnc_id',
  'l.phone = r.phone',
  'l.email = r.email',
  'l.date_of_birth = r.date_of_birth AND left(l.family_name, 1) = left(r.family_name, 1)',
  'l.date_of_birth = r.date_of_birth AND left(l.given_name, 1) = left(r.given_name, 1)',
  'l.given_name = r.given_name AND l.family_name = r.family_name',
  'l.given_name = r.family_name AND l.family_name = r.given_name',
  'l.postcode = r.postcode AND left(l.given_name, 1) = left(r.given_name, 1)',
  'l.postcode = r.postcode AND l.family_name = r.family_name',
  'l.family_name = r.family_name AND substr(l.date_of_birth, 1, 4) = substr(r.date_of_birth, 1, 4)',
  'l.given_name = r.given_name AND l.city = r.city',
  'l.address = r.address',
]

function nameLevels(field: string) {
  const [l, r] = [`${field}_l`, `${field}_r`]
  const words = `length(${l}) > 1 AND length(${r}) > 1`
  return {
    exact: `${l} = ${r} AND length(${l}) > 1`,
    close: `${words} AND jaro_winkler_similarity(${l}, ${r}) >= 0.92`,
    initial: `(length(${l}) = 1 OR length(${r}) = 1) AND left(${l}, 1) = left(${r}, 1)`,
    similar: `${words} AND jaro_winkler_similarity(${l}, ${r}) >= 0.8`,
  }
}

/** 1 January stands for a year alone; days are counted on a calendar whose months all have 30.5. */
function dateLevels() {
  const [l, r] = ['date_of_birth_l', 'date_of_birth_r']
  const number = (date: string, from: number, count: number) =>
    `TRY_CAST(substr(${date}, ${from}, ${count}) AS INTEGER)`
  const [year, otherYear] = [number(l, 1, 4), number(r, 1, 4)]
  const [month, otherMonth] = [number(l, 6, 2), number(r, 6, 2)]
  const [day, otherDay] = [number(l, 9, 2), number(r, 9, 2)]
  const yearOnly = `(substr(${l}, 6) = '01-01' OR substr(${r}, 6) = '01-01')`
  const years = `abs(${year} - ${otherYear})`
  const daysInYear = `(${month} - ${otherMonth}) * 30.5 + ${day} - ${otherDay}`
  const days = `abs((${year} - ${otherYear}) * 366 + ${daysInYear})`
  const one = (a: string, b: string) => `CASE WHEN ${a} = ${b} THEN 1 ELSE 0 END`
  const agreeing = `${one(year, otherYear)} + ${one(month, otherMonth)} + ${one(day, otherDay)}`
  return {
    exact: `NOT ${yearOnly} AND ${l} = ${r}`,
    swapped: `NOT ${yearOnly} AND ${year} = ${otherYear} AND ${day} = ${otherMonth} AND ${month} = ${otherDay}`,
    'one digit': `NOT ${yearOnly} AND damerau_levenshtein(replace(${l}, '-', ''), replace(${r}, '-', '')) <= 1`,
    'year known': `${yearOnly} AND ${year} = ${otherYear}`,
    'two parts': `NOT ${yearOnly} AND ${agreeing} = 2`,
    slip: `NOT ${yearOnly} AND (${days} <= 45 OR ${years} IN (0, 1, 10) AND abs(${daysInYear}) <= 45)`,
    near: `CASE WHEN ${yearOnly} THEN ${years} <= 1 ELSE ${days} <= 366 END`,
  }
}

function postcodeLevels() {
  const sameDistrict = `split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1) AND split_part(postcode_l, ' ', 2) <> ''`
  const oneSlip = 'damerau_levenshtein(postcode_l, postcode_r) <= 1'
  return {
    unit: 'postcode_l = postcode_r AND length(postcode_l) > 5',
    'one letter': `${oneSlip} AND (length(postcode_l) > 5 OR split_part(postcode_l, ' ', 2) <> '')`,
    'short code': 'postcode_l = postcode_r',
    sector: `${sameDistrict} AND left(split_part(postcode_l, ' ', 2), 1) = left(split_part(postcode_r, ' ', 2), 1)`,
    'short code near': oneSlip,
    district: sameDistrict,
  }
}

function emailLevels() {
  const sameUser = `split_part(email_l, '@', 1) = split_part(email_r, '@', 1)`
  const alike = 'jaro_winkler_similarity(email_l, email_r) >= 0.85 AND damerau_levenshtein(email_l, email_r) <= 2'
  return {
    exact: 'email_l = email_r',
    'same user': `${sameUser} AND length(split_part(email_l, '@', 1)) >= 5`,
    close: `${sameUser} OR ${alike}`,
  }
}
