export type { Comparable, ComparableDate, Evidence, Level, MatchScore, PersonInput } from './comparable.ts'
export { type DateOptions, type ParsedDate, parseDate } from './normalise/dates.ts'
export { factKey } from './normalise/fact.ts'
export { toComparable } from './normalise/person.ts'
export { type Comparison, type LevelWords, personComparisons } from './comparison.ts'
export {
  loadModel,
  type PersonModel,
  personV1,
  type Thresholds,
  thresholdsAt,
  type WeighedComparison,
} from './model.ts'
export type { LevelPattern } from './pattern.ts'
export { levelWeight, patternOf, scorePair, scorePattern, termWeight, weighPair } from './score.ts'
export { type Certainty, certaintyOf, decide, type Decision, type Standing } from './decide.ts'
export { holdsFor, type Kinship, kinshipOf } from './holds.ts'
export { inWords } from './explain.ts'
export { type BriefEvidence, briefEvidence, fullEvidence } from './brief-evidence.ts'
export { type BlockingRule, blockingKeys, blockingRules, VERY_MANY, weakKeys } from './blocking.ts'
export {
  type AttentionReason,
  type Cluster,
  type ClusterInput,
  type ClusterRules,
  clusterRecords,
  type LinkedPair,
} from './clusters/cluster.ts'
export { type AloneQuestion, type WhyAlone, whyAlone } from './clusters/alone.ts'
export { ConstraintError, type Constraints, type NumberedConstraints, type RecordPair } from './clusters/constraints.ts'
export { hangsBy, type HoldingPair, holdsTogether, type HoldsTogether } from './clusters/holds-together.ts'
export { type ChangeCounts, type PersonChange, type PersonIds, personIds } from './clusters/person-ids.ts'
export type { Nearest } from './clusters/nearest.ts'
export { type Unlinkable, unlinkableIn } from './clusters/unlinkable.ts'
export { type ClusteredRecords, type ClusterQuality, clusterQualities, type QualityReason } from './clusters/quality.ts'
export { type QualitySummary, summariseQuality } from './clusters/quality-summary.ts'
export { qualityWords, reasonWords } from './clusters/quality-words.ts'
export { clusterRulesFor } from './clusters/cluster-rules.ts'
export { explainPair } from './explain-pair.ts'
export { type LinkOptions, type LinkRecord, linkRecords, type LinkResult, type LinkStage } from './link-records.ts'
export type { LinkReport } from './link-report.ts'
export { type Confusion, confusion, confusionByGroup } from './evaluate/confusion.ts'
export { damerauLevenshtein } from './metrics/damerau-levenshtein.ts'
export { levenshtein } from './metrics/levenshtein.ts'
export { optimalStringAlignment } from './metrics/optimal-string-alignment.ts'
export { similarities, type Similarity, type SimilarityName } from './metrics/similarity.ts'
export { type Phonetic, type PhoneticName, phonetics, soundAlike } from './metrics/phonetics.ts'
export { askEncoded, type EncodedMatch } from './keyed/ask.ts'
export { encodeList, type EncodedPerson, encodePerson, type Meeting } from './keyed/encode.ts'
export { deriveKeys, keyDifference, type KeyUse, type PairKeys } from './keyed/keys.ts'
export { readEncoded } from './keyed/read-encoded.ts'
export { scoreEncoded } from './keyed/score.ts'
export { type Found, type LiveIndex, liveIndex, type LiveMatch, MOST_OF_A_KEY } from './live/live-index.ts'
export { type Agreement, agreementOf } from './labels/agreement.ts'
export { type DrawnPair, drawPairs } from './labels/draw.ts'
export { type Frame, frameOf } from './labels/frame.ts'
export type { Label, LabelCertainty, Verdict } from './labels/label.ts'
export { type Estimate, measureQuality, type Quality } from './labels/measure.ts'
export { labelCells, readLabels } from './labels/read-labels.ts'
export { type JudgedPair, settleLabels } from './labels/settle.ts'
export { labelledPair, trainFromLabels } from './labels/train-from-labels.ts'
export { decisionsFrom, improveByLabels } from './labels/use-labels.ts'
