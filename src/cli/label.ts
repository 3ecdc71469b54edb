import { type Command, type Io, WrongUse } from './command.ts'
import { agree } from './label/agree.ts'
import { draw } from './label/draw.ts'
import { measure } from './label/measure.ts'

const help = `throughline label draw FILE [FILE …] --id COL [--map FIELD=COL …] --count N --out FILE [--page FILE] [--seed S]
throughline label agree LABELS [LABELS …]
throughline label measure --design FILE --labels LABELS [--clusters FILE] [--pairs FILE]

People judge pairs of records, without seeing what the machine thinks of them. Their labels tell how right a run is
(measure) and improve the model (throughline link --labels).

draw links the files as 'throughline link' would and draws the pairs that teach most: mostly of weights about the
thresholds, some of every weight, and of as many patterns of agreement as there are.
  --id, --map, --link-only, --train, --threshold, --model   as for 'throughline link'
  --count N            how many pairs (100 unless given)
  --seed S             the same seed draws the same pairs (1 unless given)
  --out FILE           write the pairs to judge, both records side by side, with empty columns for the judge to fill
                       in: a file of labels. It holds personal data
  --page FILE          write one page on which a judge goes through the pairs by keyboard or mouse; it needs no
                       network, sends nothing, and gives the labels as a file. Without scripts it can be printed.
                       It holds personal data
  --design FILE        write what 'measure' needs: stratum, how many pairs of the run are in it, weight. Judges must not
                       see it (the name of --out with .design before its ending, unless given)
  --force              write over files that are there already; without it nothing is written over

agree prints how far judges agree: per cent, Cohen's kappa for every two, Krippendorff's alpha for all; and the pairs on
which they differ, for another person to judge.

measure prints precision and recall of a run with 95% intervals, also by threshold, as far as the judged pairs tell.
  --design FILE        what draw wrote
  --labels LABELS      labels of the pairs that were drawn, as often as needed
  --clusters FILE      the run to measure, as link wrote it; without it the run that was drawn from
  --pairs FILE         weights of the run to measure, as link wrote them; without it those at the time of drawing
Recall is of the pairs that were drawn from: pairs that were compared, or are in one cluster. How many pairs no rule
brings together is estimated by 'throughline link'.

A file of labels is CSV with the columns id_left, id_right, judge, judged_at (2026-03-04T14:30:00Z), verdict (same,
different, cannot tell), certainty (sure, fairly sure) and note, one row for each judgement; other columns do not matter.
Rows without verdict are pairs that nobody has judged yet. Where judges differ, the majority counts; where there is none,
the pair is open.

  --json               one JSON object on standard output

Exit codes: 0 done, 1 the files cannot be read or say too little, 2 wrong use.
`

const PARTS: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<void>>> = { draw, agree, measure }

/** `throughline label`: pairs for people to judge, how far they agree, and how right a run is by what they say. */
export const label: Command = {
  name: 'label',
  summary: 'draw pairs for people to judge, and measure by what they say',
  help,
  run: async ([part = '', ...args], io) => {
    const found = PARTS[part]
    if (!found) throw new WrongUse(`label takes draw, agree or measure${part === '' ? '' : `, not '${part}'`}`)
    await found(args, io)
    return 0
  },
}
