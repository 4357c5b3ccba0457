# Experimente im Redaktionsbereich.
staff-nav-experiments = Experimente
staff-audit-experiment-started = Experiment begonnen
staff-audit-experiment-stopped = Experiment beendet
staff-audit-experiment-lifted = Was ein Experiment hinterließ, aufgehoben
staff-experiments-title = Experimente
staff-experiments-lead = Welche Schranke bringt mehr Mitglieder? Wer liest, begegnet einer ihrer Varianten, und immer derselben.
staff-experiments-new = Ein Experiment beginnen
staff-experiments-none = Es gab noch kein Experiment.
staff-experiments-pages = Weitere Experimente
staff-experiments-runs = läuft
staff-experiments-since = Begonnen am { $date }
staff-experiments-ended = beendet am { $date }
staff-experiments-kept = Variante { $number } bleibt
staff-experiments-lifted = Variante { $number } blieb bis { $date }
staff-experiments-of = { $variants } Varianten, { $articles ->
    [one] ein Artikel
   *[other] { $articles } Artikel
}
staff-experiments-too-few-days = Noch nicht: Ein Experiment läuft mindestens { $days } Tage, ehe es etwas sagt.
staff-experiments-too-few-walls = Noch nicht: Jede Variante muss mindestens { $walls }-mal gezeigt worden sein.
staff-experiments-no-difference = Noch nicht: Einen so kleinen Unterschied zwischen { $count } Varianten könnte auch der Zufall machen.
staff-experiments-better = Variante { $number } ist besser als jede andere.
staff-experiments-started-now = Es läuft: Von jetzt an begegnen Lesende den Varianten.
staff-experiments-stopped-now = Es ist beendet.
staff-experiments-lifted-now = Die Artikel sind, wie sie waren.
staff-experiments-result = Ergebnis
staff-experiments-picture = Rate und Bereich jeder Variante aus der Tabelle darunter, als Balken
staff-experiments-variant = Variante
staff-experiments-between = Höchstwahrscheinlich zwischen
staff-experiments-words = Neue Mitglieder auf tausend Schranken. Die wahre Zahl liegt in 19 von 20 Fällen im Bereich. Ein heute erbetener Brief wird vielleicht noch beantwortet.
staff-experiments-stop = Beenden
staff-experiments-keep = Was seine Artikel behalten
staff-experiments-keep-hint = Was bleibt, gilt, bis es hier aufgehoben wird. Ein Artikel, der eine Variante behält, ist in keinem anderen Experiment.
staff-experiments-keep-number = Variante { $number }
staff-experiments-keep-none = nichts: wie es war
staff-experiments-stop-now = Das Experiment beenden
staff-experiments-lift = Wie es war
staff-experiments-lift-words = Alle Lesenden begegnen Variante { $number }, bis sie aufgehoben wird.
staff-experiments-lift-now = Aufheben
staff-experiments-variants-heading = Varianten
staff-experiments-number = Variante { $number }
staff-experiments-as-it-is = Ändert nichts: die Schranke, wie sie ist.
staff-experiments-heading = Überschrift der Schranke
staff-experiments-text = Text der Schranke
staff-experiments-button = Knopf
staff-experiments-lead-words = Wörter des Anfangs
staff-experiments-lead-hint = Er endet am Ende eines Absatzes. Nie mehr, als ein Artikel ohnehin zeigt.
staff-experiments-unlock = Was eine Adresse öffnet
staff-experiments-as-settings = wie es die Einstellungen sagen
staff-experiments-proved = nichts, bevor sie bestätigt ist
staff-experiments-asked = diesen einen Artikel sofort
staff-experiments-providers = Wege neben dem Brief
staff-experiments-no-providers = keine
staff-experiments-articles = Artikel
staff-experiments-more = { $count ->
    [one] Und ein weiterer.
   *[other] Und { $count } weitere.
}
staff-experiments-new-lead = Ändern Sie eines und sehen Sie, was es bewirkt. Ein leeres Feld ändert nichts; eine Variante ohne Änderung fällt weg, außer der ersten.
staff-experiments-first-hint = Meist die Schranke, wie sie ist: Lassen Sie alles, wie es steht.
staff-experiments-name = Name
staff-experiments-articles-hint = Pfade von Artikeln mit Schranke, einer je Zeile, höchstens { $most }; oder * für alle solchen der Website, wie sie jetzt ist.
staff-experiments-another = Variante { $number }, wenn Sie eine weitere möchten
staff-experiments-start = Beginnen
staff-experiments-bad-name = Geben Sie ihm einen Namen von höchstens { $most } Zeichen.
staff-experiments-no-articles = Nennen Sie mindestens einen Artikel mit Schranke, und höchstens { $most }.
staff-experiments-too-many-articles = Nennen Sie höchstens { $most } Artikel, oder * für alle.
staff-experiments-no-article = Unter { $path } gibt es keinen Artikel mit Schranke.
staff-experiments-variants = Es braucht mindestens zwei Varianten, und höchstens { $most }: Ändern Sie etwas in der zweiten.
staff-experiments-same = Zwei der Varianten sind gleich. Jede der { $most } muss eine andere sein.
staff-experiments-bad-text = Der Text von Variante { $number } ist zu lang oder enthält Zeichen, die niemand lesen kann.
staff-experiments-bad-lead = Die Wörter des Anfangs von Variante { $number } müssen eine Zahl von 1 bis 2000 sein.
staff-experiments-clash = { $path } ist schon im Experiment „{ $name }“ oder behält dessen Variante. Beenden Sie jenes, oder heben Sie es auf.
staff-experiments-full = Es gibt so viele Experimente, wie es geben darf. Beenden Sie eines, oder heben Sie eines auf.
