/**
 * Latin letters for Arabic, Persian, Urdu, Cyrillic and Greek ones, after the spellings usual on British documents.
 *
 * Arabic script writes no short vowels, so محمد becomes 'mhmd': the variant table (data/names) and the phonetic code,
 * which drops vowels too, bring it back to Mohammed. Source: ALA-LC romanisation tables, simplified to one letter each.
 */
const TABLE: Readonly<Record<string, string>> = {
  ...letters(
    'ا:a ب:b ت:t ث:th ج:j ح:h خ:kh د:d ذ:dh ر:r ز:z س:s ش:sh ص:s ض:d ط:t ظ:z ع:a غ:gh ف:f ق:q ك:k ل:l م:m ن:n ه:h و:w ي:y',
  ),
  ...letters(
    'ى:a ة:a ء: ئ:y ؤ:w ٱ:a پ:p چ:ch ژ:zh ک:k گ:g ی:y ې:e ے:e ہ:h ھ:h ۀ:h ٹ:t ڈ:d ڑ:r ں:n ړ:r ښ:sh ځ:z څ:ts ۆ:o ێ:e ڕ:r ڵ:l',
  ),
  ...letters(
    'а:a б:b в:v г:g ґ:g д:d е:e ж:zh з:z и:i і:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch',
  ),
  ...letters('ъ: ы:y ь: э:e ю:yu я:ya є:ye ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz ѕ:dz ә:a ө:o ү:u ұ:u қ:k ғ:g ң:ng һ:h'),
  ...letters('α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o'),
}

const FOREIGN = /[\u0370-\u03ff\u0400-\u04ff\u0600-\u06ff]/u

/** The text with Arabic, Cyrillic and Greek letters written in Latin ones; everything else unchanged. Expects lower case without marks. */
export function transliterate(text: string): string {
  if (!FOREIGN.test(text)) return text
  return [...text].map(letter => TABLE[letter] ?? letter).join('')
}

function letters(pairs: string): Record<string, string> {
  return Object.fromEntries(pairs.split(' ').map(pair => [pair.slice(0, 1), pair.slice(2)]))
}
