# The discussion under an article, its letters, and what staff see of it, in German.

comment-heading = Diskussion
comment-count = { $count ->
    [one] { $count } Kommentar
   *[other] { $count } Kommentare
}
comment-count-wall = { $count ->
    [one] { $count } Kommentar; Mitglieder können ihn lesen.
   *[other] { $count } Kommentare; Mitglieder können sie lesen.
}
comment-first = Schreiben Sie den ersten Kommentar zu diesem Artikel.
comment-none-yet = Diesen Artikel hat bisher niemand kommentiert.
comment-sign-in-first = <a href="{ $link }">Melden Sie sich an oder werden Sie Mitglied</a>, um zu kommentieren. Das ist kostenlos.
comment-sign-in = Anmelden oder Mitglied werden
comment-policy = Bitte lesen Sie <a href="{ $link }">unsere Regeln für Kommentare</a>.
comment-field = Ihr Kommentar
comment-field-answer = Ihre Antwort
comment-hint = Daneben steht der Name aus Ihrem Konto. Sie können *Betonungen*, Listen, Zitate und Links in Markdown schreiben.
comment-hint-unnamed = Sie haben noch keinen Namen angegeben, deshalb steht „Ein Mitglied“ daneben. Sie können *Betonungen*, Listen, Zitate und Links in Markdown schreiben.
comment-name = Ihr Name
comment-name-hint = Er wird in Ihrem Konto gespeichert und steht neben dem, was Sie schreiben. Sie können das Feld leer lassen.
comment-letters = E-Mail schicken, wenn jemand antwortet
comment-submit = Kommentar veröffentlichen
comment-submit-answer = Antwort veröffentlichen
comment-by-member = Ein Mitglied
comment-by-former = Ein früheres Mitglied
comment-edited = bearbeitet
comment-deleted = Wer diesen Kommentar geschrieben hat, hat ihn gelöscht.
comment-removed = Dieser Kommentar wurde entfernt.
comment-held = Dieser Kommentar wird gerade geprüft.
comment-waits = Bisher sehen nur Sie das. Es wird veröffentlicht, sobald wir es geprüft haben.
comment-answers = Antworten
comment-more-answers = { $count ->
    [one] Die eine Antwort ansehen
   *[other] Alle { $count } Antworten ansehen
}
comment-thanks = { $count ->
    [one] { $count } Dankeschön
   *[other] { $count }-mal Dankeschön
}
comment-thank = Danke sagen
comment-thanked = Danke gesagt
comment-unthank-hint = Dank zurücknehmen
comment-answer = Antworten
comment-report = Melden
comment-report-field = Was ist damit nicht in Ordnung?
comment-report-submit = Meldung abschicken
comment-edit = Bearbeiten
comment-delete = Löschen
comment-delete-sure = Er ist dann endgültig weg. Antworten darauf bleiben.
comment-delete-submit = Meinen Kommentar löschen
comment-of = (Kommentar: { $name })
comment-newest = Neueste zuerst
comment-best = Beste zuerst
comment-order = Reihenfolge
comment-more = Weitere Kommentare
comment-all = Die ganze Diskussion ansehen
comment-waiting-heading = Ihre Kommentare, die noch warten

comment-page-title = Diskussion zu „{ $article }“
comment-back-to = Zurück zu „{ $article }“
comment-to-article = Zurück zum Artikel
comment-back = Zurück zum Kommentar
comment-said-held = Danke. Wir sehen uns Ihren Kommentar an, bevor er veröffentlicht wird.
comment-said-deleted = Ihr Kommentar ist gelöscht.
comment-said-reported = Danke. Wir sehen uns diesen Kommentar an.
comment-said-letters = Ihre Entscheidung ist gespeichert.

comment-error-empty = Bitte schreiben Sie zuerst etwas.
comment-error-long = Ein Kommentar darf höchstens 16 KB lang sein, das sind etwa 3.000 Wörter.
comment-bad-page = Diese Seite gibt es nicht. Bitte beginnen Sie bei der ersten.
comment-bad-decision = Diese Entscheidung gibt es nicht.
comment-bad-letters = Auf die Frage nach E-Mails gibt es nur Ja oder Nein.
comment-error-pace = Das kam sehr schnell nach Ihrem letzten. Bitte warten Sie ein wenig und schicken Sie ihn dann noch einmal ab.

comment-stranger-heading = Melden Sie sich an, um mitzureden
comment-stranger-words = Hier sprechen Mitglieder über Artikel. Die Mitgliedschaft ist kostenlos.
comment-blocked-heading = Sie können hier nicht mehr kommentieren
comment-blocked-words = Wir haben Ihre Teilnahme an den Diskussionen beendet. Lesen können Sie wie bisher.
comment-gated-heading = Diese Diskussion ist für alle, die den Artikel lesen können
comment-gated-words = Ein Kommentar kann den Artikel zitieren, deshalb liest ihn nur, wer auch den Artikel lesen darf. Die Mitgliedschaft ist kostenlos und öffnet beides.
comment-late-heading = Zum Ändern ist es zu spät
comment-late-words = Ein Kommentar lässt sich 15 Minuten lang ändern. Sie können ihn löschen und einen neuen schreiben.
comment-pace-heading = Das war sehr oft
comment-pace-words = Bitte warten Sie eine Weile, bevor Sie wieder etwas abschicken.
comment-reason-heading = Bitte sagen Sie uns, was nicht in Ordnung ist
comment-reason-words = Ein paar Worte helfen uns, die Meldung zu verstehen; höchstens 1.000 Zeichen.
comment-typed = Was Sie geschrieben haben

comment-edit-title = Kommentar bearbeiten
comment-edit-about = Er steht unter „{ $article }“.
comment-edit-submit = Kommentar speichern
comment-edit-cancel = So lassen, wie er ist

comment-account-heading = Antworten auf Ihre Kommentare
comment-account-yes = Wir schicken Ihnen eine E-Mail, wenn jemand auf einen Ihrer Kommentare antwortet.
comment-account-no = Wir schicken Ihnen keine E-Mail, wenn jemand auf einen Ihrer Kommentare antwortet.
comment-account-stop = Diese E-Mails abbestellen
comment-account-start = Diese E-Mails schicken

comment-unsubscribe-title = E-Mails über Antworten abbestellen
comment-unsubscribe-words = Danach schreiben wir nicht mehr an <strong>{ $address }</strong>, wenn jemand auf einen Kommentar antwortet. Sie bleiben Mitglied.
comment-unsubscribe-submit = Diese E-Mails abbestellen
comment-unsubscribe-done-title = Keine E-Mails mehr über Antworten
comment-unsubscribe-done = Wir schreiben nicht mehr an <strong>{ $address }</strong>, wenn jemand auf einen Kommentar antwortet.
comment-unsubscribe-front = Zur Startseite

comment-answer-subject = Jemand hat Ihnen bei { $site } geantwortet
comment-answer-title = Jemand hat Ihnen geantwortet
comment-answer-by = { $name } hat auf Ihren Kommentar zu „{ $article }“ geantwortet:
comment-answer-by-member = Ein Mitglied hat auf Ihren Kommentar zu „{ $article }“ geantwortet:
comment-answer-button = Antwort lesen
comment-answer-why = Sie bekommen diese E-Mail, weil Sie beim Kommentieren darum gebeten haben.
comment-answer-stop = Diese E-Mails abbestellen

comment-digest-subject = Bei { $site } warten Kommentare auf Sie
comment-digest-title = Es warten Kommentare auf Sie
comment-digest-held = { $count ->
    [0] Zurückgehalten wird keiner.
    [one] Ein Kommentar wird zurückgehalten.
   *[other] { $count } Kommentare werden zurückgehalten.
}
comment-digest-reported = { $count ->
    [0] Gemeldet wurde keiner.
    [one] Ein Kommentar wurde gemeldet.
   *[other] { $count } Kommentare wurden gemeldet.
}
comment-digest-under = Unter „{ $article }“: { $count }
comment-digest-button = Kommentare ansehen

comment-staff-title = Kommentare, die warten
comment-staff-lead = Was zurückgehalten wird oder gemeldet wurde, das Neueste zuerst. Ihre Entscheidung wird mit der Begründung gespeichert.
comment-staff-none = Nichts wartet. Alles ist erledigt.
comment-staff-under = zu <a href="{ $link }">{ $article }</a>
comment-staff-gone-article = zu einem Artikel, den es nicht mehr gibt
comment-staff-why-first = Zurückgehalten: Von diesem Mitglied wurde noch kein Kommentar freigegeben.
comment-staff-why-link = Zurückgehalten: von einem neuen Mitglied, mit einem Link darin.
comment-staff-why-all = Zurückgehalten: Jeder Kommentar wartet.
comment-staff-reported = { $count ->
    [one] Einmal gemeldet
   *[other] { $count }-mal gemeldet
}
comment-staff-reason = Begründung
comment-staff-reason-hint = Wird mit der Entscheidung gespeichert. Nötig, um einen Kommentar zu entfernen oder jemanden vom Kommentieren auszuschließen; das Mitglied kann sie in seinen Daten lesen.
comment-staff-approve = Freigeben
comment-staff-dismiss = Meldungen verwerfen
comment-staff-remove = Entfernen
comment-staff-block = Mitglied vom Kommentieren ausschließen
comment-staff-unblock = Kommentieren wieder erlauben
comment-staff-blocked = Mitglieder, die nicht kommentieren dürfen
comment-staff-since = seit dem { $date }
comment-staff-more-blocked = Weitere
comment-staff-bring-back = Wiederherstellen
comment-staff-decisions = Letzte Entscheidungen
comment-staff-action-approve = Freigegeben
comment-staff-action-remove = Entfernt
comment-staff-action-dismiss = Meldungen verworfen
comment-staff-action-block = Mitglied ausgeschlossen
comment-staff-action-unblock = Mitglied wieder zugelassen
comment-staff-by = von { $staff } aus der Redaktion, zu { $subject }
comment-staff-no-reason = Ohne Begründung.
comment-staff-done-approve = Der Kommentar ist freigegeben.
comment-staff-done-remove = Der Kommentar ist entfernt.
comment-staff-done-dismiss = Die Meldungen sind erledigt.
comment-staff-done-block = Das Mitglied darf nicht mehr kommentieren.
comment-staff-done-unblock = Das Mitglied darf wieder kommentieren.
comment-staff-error-changed = Der Text wurde geändert, seit Sie ihn gesehen haben. Bitte lesen Sie ihn noch einmal.
comment-staff-error-reason = Bitte geben Sie eine Begründung an: Sie wird mit der Entscheidung gespeichert.
comment-staff-error-long = Die Begründung darf höchstens 1.000 Zeichen haben.
comment-staff-pages = Weitere Kommentare, die warten
comment-staff-deleted = Inzwischen vom Verfasser gelöscht. Leser sehen ihn nicht; sein Text steht hier, bis die Meldungen erledigt sind.
comment-staff-more-decisions = Ältere Entscheidungen
