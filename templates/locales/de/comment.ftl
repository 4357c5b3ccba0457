# Die Diskussion unter einem Artikel, ihre E-Mails und was die Redaktion von ihr sieht.

comment-heading = Diskussion
comment-count = { $count ->
    [one] { $count } Kommentar
   *[other] { $count } Kommentare
}
comment-count-wall = { $count ->
    [one] { $count } Kommentar; Mitglieder lesen ihn.
   *[other] { $count } Kommentare; Mitglieder lesen sie.
}
comment-first = Schreiben Sie den ersten Kommentar zu diesem Artikel.
comment-none-yet = Bisher hat niemand diesen Artikel kommentiert.
comment-sign-in-first = Zum Kommentieren <a href="{ $link }">melden Sie sich an oder werden Sie Mitglied</a>. Es kostet nichts.
comment-sign-in = Anmelden oder Mitglied werden
comment-policy = Bitte lesen Sie <a href="{ $link }">unsere Regeln für Kommentare</a>.
comment-field = Ihr Kommentar
comment-field-answer = Ihre Antwort
comment-hint = Daneben steht der Name aus Ihrem Konto. Mit Markdown schreiben Sie *Betontes*, Listen, Zitate und Links.
comment-hint-unnamed = Sie haben bisher keinen Namen angegeben, dann steht dort „Ein Mitglied“. Mit Markdown schreiben Sie *Betontes*, Listen, Zitate und Links.
comment-name = Ihr Name
comment-name-hint = Er gilt für Ihr Konto und steht neben allem, was Sie schreiben. Sie können das Feld leer lassen.
comment-letters = Schicken Sie mir eine E-Mail, wenn jemand antwortet
comment-submit = Kommentar veröffentlichen
comment-submit-answer = Antwort veröffentlichen
comment-by-member = Ein Mitglied
comment-by-former = Ein früheres Mitglied
comment-edited = bearbeitet
comment-deleted = Diesen Kommentar hat sein Verfasser gelöscht.
comment-removed = Dieser Kommentar wurde entfernt.
comment-held = Dieser Kommentar wird gerade geprüft.
comment-waits = Bisher sehen nur Sie ihn. Er erscheint, sobald wir ihn geprüft haben.
comment-answers = Antworten
comment-more-answers = { $count ->
    [one] Die eine Antwort lesen
   *[other] Alle { $count } Antworten lesen
}
comment-thanks = { $count ->
    [one] { $count } Dank
   *[other] { $count } Dank
}
comment-thank = Danken
comment-thanked = Sie haben gedankt
comment-unthank-hint = Dank zurücknehmen
comment-answer = Antworten
comment-report = Melden
comment-report-field = Was stimmt damit nicht?
comment-report-submit = Meldung absenden
comment-edit = Bearbeiten
comment-delete = Löschen
comment-delete-sure = Er ist dann endgültig weg. Antworten darauf bleiben.
comment-delete-submit = Meinen Kommentar löschen
comment-of = (Kommentar: { $name })
comment-newest = Neueste zuerst
comment-best = Beste zuerst
comment-order = Reihenfolge
comment-more = Weitere Kommentare
comment-all = Zur ganzen Diskussion
comment-waiting-heading = Ihre Kommentare, die noch geprüft werden

comment-page-title = Diskussion zu „{ $article }“
comment-back-to = Zurück zu „{ $article }“
comment-to-article = Zurück zum Artikel
comment-back = Zurück zum Kommentar
comment-said-held = Vielen Dank. Wir prüfen Ihren Kommentar, bevor er erscheint.
comment-said-deleted = Ihr Kommentar ist gelöscht.
comment-said-reported = Vielen Dank. Wir sehen uns den Kommentar an.
comment-said-letters = Ihre Wahl ist gespeichert.

comment-error-empty = Bitte schreiben Sie zuerst etwas.
comment-error-long = Ein Kommentar kann 16 KB lang sein, das sind etwa 3.000 Wörter.
comment-bad-page = Diese Seite gibt es nicht. Bitte beginnen Sie bei der ersten.
comment-bad-decision = Diese Entscheidung gibt es nicht.
comment-bad-letters = Die Antwort zu den E-Mails muss Ja oder Nein sein.
comment-error-pace = Das war sehr kurz nach Ihrem letzten. Bitte warten Sie ein wenig und senden Sie ihn dann noch einmal ab.

comment-stranger-heading = Melden Sie sich an, um mitzureden
comment-stranger-words = Hier sprechen Mitglieder über die Artikel. Die Mitgliedschaft ist kostenlos.
comment-blocked-heading = Sie können hier nicht mehr kommentieren
comment-blocked-words = Wir haben Ihre Teilnahme an den Diskussionen beendet. Lesen können Sie wie bisher.
comment-gated-heading = Diese Diskussion ist für Leser des Artikels
comment-gated-words = Ein Kommentar kann aus dem Artikel zitieren, deshalb liest ihn nur, wer auch den Artikel lesen kann. Die Mitgliedschaft ist kostenlos und öffnet beides.
comment-late-heading = Dafür ist es zu spät
comment-late-words = Ein Kommentar kann 15 Minuten lang geändert werden. Sie können ihn löschen und einen neuen schreiben.
comment-pace-heading = Das war sehr oft
comment-pace-words = Bitte warten Sie eine Weile vor der nächsten Meldung.
comment-reason-heading = Bitte sagen Sie uns, was nicht stimmt
comment-reason-words = Ein paar Worte helfen uns, die Meldung zu verstehen; höchstens 1.000 Zeichen.
comment-typed = Was Sie geschrieben haben

comment-edit-title = Kommentar bearbeiten
comment-edit-about = Er steht unter „{ $article }“.
comment-edit-submit = Kommentar speichern
comment-edit-cancel = So lassen, wie er ist

comment-account-heading = Antworten an Sie
comment-account-yes = Wir schicken Ihnen eine E-Mail, wenn jemand auf einen Kommentar von Ihnen antwortet.
comment-account-no = Wir schicken Ihnen keine E-Mail, wenn jemand auf einen Kommentar von Ihnen antwortet.
comment-account-stop = Diese E-Mails abbestellen
comment-account-start = Diese E-Mails bestellen

comment-unsubscribe-title = E-Mails über Antworten abbestellen
comment-unsubscribe-words = Wir schreiben dann nicht mehr an <strong>{ $address }</strong>, wenn jemand auf einen Kommentar antwortet. Sie bleiben Mitglied.
comment-unsubscribe-submit = Diese E-Mails abbestellen
comment-unsubscribe-done-title = Keine E-Mails über Antworten mehr
comment-unsubscribe-done = Wir schreiben nicht mehr an <strong>{ $address }</strong>, wenn jemand auf einen Kommentar antwortet.
comment-unsubscribe-front = Zur Startseite

comment-answer-subject = Jemand hat Ihnen bei { $site } geantwortet
comment-answer-title = Jemand hat Ihnen geantwortet
comment-answer-by = { $name } hat auf Ihren Kommentar zu „{ $article }“ geantwortet:
comment-answer-by-member = Ein Mitglied hat auf Ihren Kommentar zu „{ $article }“ geantwortet:
comment-answer-button = Antwort lesen
comment-answer-why = Sie erhalten diese E-Mail, weil Sie es beim Kommentieren so gewünscht haben.
comment-answer-stop = Diese E-Mails abbestellen

comment-digest-subject = Bei { $site } warten Kommentare auf Sie
comment-digest-title = Kommentare warten auf Sie
comment-digest-held = { $count ->
    [0] Keiner wird zurückgehalten.
    [one] Ein Kommentar wird zurückgehalten.
   *[other] { $count } Kommentare werden zurückgehalten.
}
comment-digest-reported = { $count ->
    [0] Keiner wurde gemeldet.
    [one] Ein Kommentar wurde gemeldet.
   *[other] { $count } Kommentare wurden gemeldet.
}
comment-digest-under = Unter „{ $article }“: { $count }
comment-digest-button = Kommentare ansehen

comment-staff-title = Kommentare, die warten
comment-staff-lead = Was zurückgehalten oder gemeldet wurde, das Neueste zuerst. Jede Entscheidung wird mit ihrer Begründung aufbewahrt.
comment-staff-none = Nichts wartet. Alles ist erledigt.
comment-staff-under = zu <a href="{ $link }">{ $article }</a>
comment-staff-gone-article = zu einem Artikel, den es nicht mehr gibt
comment-staff-why-first = Zurückgehalten: Von diesem Mitglied wurde noch kein Kommentar freigegeben.
comment-staff-why-link = Zurückgehalten: von einem neuen Mitglied, mit einem Link.
comment-staff-why-all = Zurückgehalten: Jeder Kommentar wird geprüft.
comment-staff-reported = { $count ->
    [one] Einmal gemeldet
   *[other] { $count }-mal gemeldet
}
comment-staff-reason = Begründung
comment-staff-reason-hint = Sie wird mit der Entscheidung aufbewahrt. Nötig, um einen Kommentar zu entfernen oder jemanden zu sperren; wer ihn schrieb, findet sie in seinen Daten.
comment-staff-approve = Freigeben
comment-staff-dismiss = Meldungen abweisen
comment-staff-remove = Entfernen
comment-staff-block = Verfasser für Kommentare sperren
comment-staff-unblock = Wieder kommentieren lassen
comment-staff-blocked = Mitglieder, die nicht kommentieren dürfen
comment-staff-since = seit dem { $date }
comment-staff-more-blocked = Weitere
comment-staff-bring-back = Wieder freigeben
comment-staff-decisions = Letzte Entscheidungen
comment-staff-action-approve = Freigegeben
comment-staff-action-remove = Entfernt
comment-staff-action-dismiss = Meldungen abgewiesen
comment-staff-action-block = Verfasser gesperrt
comment-staff-action-unblock = Sperre aufgehoben
comment-staff-by = von { $staff }, über { $subject }
comment-staff-no-reason = Ohne Begründung.
comment-staff-done-approve = Der Kommentar ist freigegeben.
comment-staff-done-remove = Der Kommentar ist entfernt.
comment-staff-done-dismiss = Die Meldungen sind erledigt.
comment-staff-done-block = Sein Verfasser darf nicht mehr kommentieren.
comment-staff-done-unblock = Das Mitglied darf wieder kommentieren.
comment-staff-error-reason = Bitte geben Sie eine Begründung an: Sie wird mit der Entscheidung aufbewahrt.
comment-staff-error-long = Die Begründung kann höchstens 1.000 Zeichen haben.
comment-staff-newest = Das Neueste
comment-staff-older = Ältere
comment-staff-pages = Weitere Kommentare, die warten
