# Experiments at the desk.
staff-nav-experiments = Experiments
staff-audit-experiment-started = Experiment started
staff-audit-experiment-stopped = Experiment stopped
staff-audit-experiment-lifted = What an experiment left was lifted
staff-experiments-title = Experiments
staff-experiments-lead = Which wall makes more members? Each reader meets one of its variants, and always the same one.
staff-experiments-new = Start an experiment
staff-experiments-none = There has been no experiment yet.
staff-experiments-pages = More experiments
staff-experiments-runs = running
staff-experiments-since = Started on { $date }
staff-experiments-ended = ended on { $date }
staff-experiments-kept = variant { $number } is kept
staff-experiments-lifted = variant { $number } was kept until { $date }
staff-experiments-of = { $variants } variants, { $articles ->
    [one] one article
   *[other] { $articles } articles
}
staff-experiments-too-few-days = Not yet: an experiment runs for { $days } days at least before it tells anything.
staff-experiments-too-few-walls = Not yet: each variant has to be shown { $walls } times at least.
staff-experiments-no-difference = Not yet: chance alone could make a difference as small as this between { $count } variants.
staff-experiments-better = Variant { $number } is better than each of the others.
staff-experiments-started-now = It runs: readers meet the variants from now on.
staff-experiments-stopped-now = It has ended.
staff-experiments-lifted-now = The articles are as they were.
staff-experiments-result = Result
staff-experiments-picture = Each variant’s rate and its interval from the table below, as bars
staff-experiments-variant = Variant
staff-experiments-between = Most likely between
staff-experiments-words = New members for each thousand walls. The true number lies within the interval 19 times out of 20. A letter that was asked for today may still be answered.
staff-experiments-stop = End it
staff-experiments-keep = What its articles keep
staff-experiments-keep-hint = What is kept stands until it is lifted here. An article that keeps a variant is in no other experiment.
staff-experiments-keep-number = Variant { $number }
staff-experiments-keep-none = nothing: as it was
staff-experiments-stop-now = End the experiment
staff-experiments-lift = As it was
staff-experiments-lift-words = All readers meet variant { $number } until it is lifted.
staff-experiments-lift-now = Lift it
staff-experiments-variants-heading = Variants
staff-experiments-number = Variant { $number }
staff-experiments-as-it-is = Changes nothing: the wall as it is.
staff-experiments-heading = Heading of the wall
staff-experiments-text = Words of the wall
staff-experiments-button = Button
staff-experiments-lead-words = Words of the lead
staff-experiments-lead-hint = It ends at the end of a paragraph. Never more than an article shows anyway.
staff-experiments-unlock = What an address opens
staff-experiments-as-settings = as the settings say
staff-experiments-proved = nothing before it is proved
staff-experiments-asked = this one article at once
staff-experiments-providers = Ways in beside a letter
staff-experiments-no-providers = none
staff-experiments-articles = Articles
staff-experiments-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
staff-experiments-new-lead = Change one thing and see what it does. A field that stays empty changes nothing; a variant without a change is left out, but for the first.
staff-experiments-first-hint = Most often the wall as it is: leave everything as it stands.
staff-experiments-name = Name
staff-experiments-articles-hint = Paths of gated articles, one a line, { $most } at most; or * for all gated articles of the site as it is now.
staff-experiments-another = Variant { $number }, if you want one more
staff-experiments-start = Start it
staff-experiments-bad-name = Give it a name of { $most } characters at most.
staff-experiments-no-articles = Name at least one gated article, and { $most } at most.
staff-experiments-too-many-articles = Name { $most } articles at most, or * for all.
staff-experiments-no-article = There is no gated article at { $path }.
staff-experiments-variants = There must be two variants at least, and { $most } at most: change something in the second.
staff-experiments-same = Two of the variants are the same. Each of the { $most } has to be another one.
staff-experiments-bad-text = The words of variant { $number } are too long, or hold signs that nobody can read.
staff-experiments-bad-lead = The words of the lead of variant { $number } must be a number from 1 to 2000.
staff-experiments-clash = { $path } is in the experiment “{ $name }” already, or keeps its variant. End or lift that one first.
staff-experiments-full = There are as many experiments as there may be. End or lift one first.
