# Eigene Programme, und die Anleitung zur API.
staff-nav-programs = Programme
staff-programs-title = Programme
staff-programs-lead = Was über die API fragen darf, jedes mit einem eigenen Schlüssel.
staff-programs-guide = Anleitung zur API
staff-programs-key = Der neue Schlüssel
staff-programs-key-words = Geben Sie ihn jetzt Ihrem Programm: Er wird nur einmal angezeigt. Wer ihn hat, darf, was das Programm darf.
staff-programs-none = Noch kein Programm hat einen Schlüssel.
staff-programs-ended = beendet am { $date }
staff-programs-expired = nicht mehr gültig
staff-programs-made = seit { $date }
staff-programs-until = bis { $date }
staff-programs-used = zuletzt benutzt: { $date }
staff-programs-unused = noch nicht benutzt
staff-programs-end = Beenden
staff-programs-sure = Ja, beenden
staff-programs-not-sure = Setzen Sie das Häkchen, um ein Programm zu beenden: Sein Schlüssel öffnet danach nichts mehr.
staff-programs-done-ended = Sein Schlüssel öffnet nichts mehr.
staff-programs-add = Ein Programm zulassen
staff-programs-name = Name
staff-programs-name-hint = Damit Sie später wissen, wofür es ist.
staff-programs-scopes = Was es darf
staff-programs-days = Wie lange
staff-programs-no-end = bis Sie es beenden
staff-programs-some-days = { $count ->
    [one] einen Tag
   *[other] { $count } Tage
  }
staff-programs-make = Schlüssel erstellen
staff-programs-no-name = Bitte geben Sie ihm einen Namen mit höchstens 60 Zeichen.
staff-programs-no-scope = Bitte wählen Sie wenigstens eines, das es darf.
staff-programs-full = Es gibt so viele Programme, wie es geben darf. Beenden Sie zuerst eines.
staff-scope-members-read = Mitglieder lesen
staff-scope-members-write = Mitglieder sperren und abmelden
staff-scope-members-erase = Mitglieder löschen
staff-scope-consents-read = Einwilligungen lesen
staff-scope-articles-read = die Liste der Artikel lesen
staff-scope-articles-write = Artikel einstellen und ihren Zugang ändern
staff-scope-shares-read = Teillinks lesen
staff-scope-shares-write = Teillinks beenden
staff-scope-numbers-read = Zahlen lesen
api-title = Die API
api-lead = Für Programme. Diese Anleitung ist auf Englisch.
api-document = Dasselbe für Programme (OpenAPI 3.1)
