# The roll of members, and one of them, as the desk sees them.
staff-nav-members = Mitglieder
staff-members-title = Mitglieder
staff-members-count = { $count ->
    [one] Ein Mitglied
   *[other] { $count } Mitglieder
}; { $proved } haben ihre Adresse bestätigt.
staff-members-search = Suchen
staff-members-search-hint = Der Anfang einer Adresse, ihres Hosts (@example.org) oder eines Namens.
staff-members-filters = Filter
staff-members-joined-from = Beigetreten ab
staff-members-joined-to = Beigetreten bis
staff-members-seen-since = Gesehen seit
staff-members-not-seen-since = Nicht gesehen seit
staff-members-site = Website
staff-members-any = Alle
staff-members-way = Gekommen über
staff-members-news = Neuigkeiten
staff-members-news-yes = Zugestimmt
staff-members-news-no = Nicht zugestimmt
staff-members-blocked = Nur gesperrte Mitglieder
staff-members-unproved = Nur Mitglieder, die ihre Adresse nie bestätigt haben
staff-members-find = Finden
staff-members-all = Alle zeigen
staff-members-cut = Mehr Mitglieder fangen so an, als hier stehen. Geben Sie einen Buchstaben mehr ein.
staff-members-who = Mitglied
staff-members-joined = Beigetreten
staff-members-seen = Zuletzt gesehen
staff-members-none = Niemand ist so.
staff-members-pages = Weitere Mitglieder
staff-members-is-blocked = gesperrt
staff-members-is-unproved = nicht bestätigt
staff-members-bad-search = Bitte suchen Sie mit höchstens 200 Zeichen.
staff-members-bad-day = Bitte schreiben Sie Tage wie in 2026-10-04.
staff-members-bad-choice = Bitte wählen Sie Ja oder Nein.
staff-way-link = Link der E-Mail
staff-way-code = Code der E-Mail
staff-export-title = Ausgeben
staff-export-words = Jede Ausgabe steht im Protokoll. Die Datei für ein Mailsystem enthält nur, wer Neuigkeiten zugestimmt hat, mit Zeitpunkt und Wortlaut.
staff-export-members = Alle Mitglieder (CSV)
staff-export-filtered = Diese Mitglieder (CSV)
staff-export-news = Wer Neuigkeiten zugestimmt hat (CSV)
staff-member-came = Wie sie kamen
staff-member-proved = Adresse bestätigt
staff-member-for = Gekommen für
staff-member-article-gone = ein Artikel, den es nicht mehr gibt
staff-member-act = Was Sie tun können
staff-member-beyond = Dieses Mitglied gehört zum Team: Das kann nur ein Eigentümer.
staff-member-sign-out = Überall abmelden
staff-member-block = Sperren
staff-member-unblock = Entsperren
staff-member-erase = Dieses Mitglied löschen
staff-member-consents = Wozu sie zugestimmt haben
staff-member-yes = Ja zu { $purpose }
staff-member-no = Nein zu { $purpose }
staff-member-identities = Konten anderswo
staff-member-since-used = seit { $since }, benutzt am { $used }
staff-member-sessions = Browser
staff-member-since-seen = seit { $since }, gesehen { $seen }
staff-member-shares = Geteilte Links
staff-member-shares-sum = { $links ->
    [one] Ein Link
   *[other] { $links } Links
}; Leser: { $readers }; neue Mitglieder: { $joined }.
staff-member-share-counts = Leser: { $readers }, neue Mitglieder: { $joined }
staff-member-comments = Letzte Kommentare
staff-member-comment-published = gezeigt
staff-member-comment-held = wartet
staff-member-comment-removed = vom Team entfernt
staff-member-comment-deleted = vom Verfasser gelöscht
staff-member-letters = E-Mails
staff-member-letters-words = Der letzten sieben Tage, und was aus ihnen wurde.
staff-letter-kind-sign-in = Anmeldung
staff-letter-kind-change-address = Änderung der Adresse
staff-letter-kind-address-changed = Adresse geändert
staff-letter-kind-welcome = Willkommen
staff-letter-kind-new-browser = Anmeldung mit einem neuen Browser
staff-letter-kind-account-deleted = Mitgliedschaft gelöscht
staff-letter-kind-identity-linked = Konto verbunden
staff-letter-kind-identity-unlinked = Konto getrennt
staff-letter-kind-comment-answer = Antworten auf einen Kommentar
staff-letter-kind-comment-digest = Wartende Kommentare
staff-letter-kind-invitation = Einladung
staff-letter-sent = gesendet
staff-letter-refused = abgelehnt
staff-letter-expired = aufgegeben
staff-letter-withheld = nicht gesendet
staff-letter-waiting = wartet
staff-letter-tries = { $count ->
    [one] ein Versuch
   *[other] { $count } Versuche
}
staff-member-deeds = Was das Team getan hat
staff-member-none = Keine.
staff-member-done-block = Das Mitglied ist gesperrt und abgemeldet.
staff-member-done-unblock = Das Mitglied kann sich wieder anmelden.
staff-member-done-sign-out = Das Mitglied ist in jedem Browser abgemeldet.
staff-erase-title = Ein Mitglied löschen
staff-erase-words = <strong>{ $address }</strong> und alles, was zu dieser Mitgliedschaft gehört, wird sofort und endgültig gelöscht: Browser, Einwilligungen, geteilte Links, wartende Kommentare. Veröffentlichte Kommentare bleiben, als die eines früheren Mitglieds. Eine letzte E-Mail sagt es ihnen.
staff-erase-type = Geben Sie zur Bestätigung die Adresse ein
staff-erase-submit = Endgültig löschen
staff-erase-back = Zurück, ohne zu löschen
staff-erase-other = Das ist eine andere Adresse.
staff-erase-done = Das Mitglied ist gelöscht.
staff-export-cut = Es fangen mehr Mitglieder so an, als eine Suche ansieht. Geben Sie einen Buchstaben mehr ein, oder geben Sie alle aus.
