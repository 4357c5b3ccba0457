# E-Mails. Manches steht nur in der HTML-Fassung, alles andere in beiden.

letter-open-account = Mein Konto öffnen

letter-sign-in-subject = Anmelden bei { $site }
letter-sign-in-link = Öffnen Sie diesen Link, und Sie können weiterlesen:
letter-sign-in-button-words = Ein Klick, und Sie können weiterlesen.
letter-sign-in-button = Anmelden
letter-confirm-subject = Bestätigen Sie Ihre neue Adresse für { $site }
letter-confirm-heading = Bestätigen Sie Ihre neue Adresse
letter-confirm-link = Öffnen Sie diesen Link, und Sie melden sich künftig mit dieser Adresse an:
letter-confirm-button-words = Ein Klick, und Sie melden sich künftig mit dieser Adresse an.
letter-confirm-button = Adresse bestätigen
letter-code-preheader = { $minutes ->
    [one] Ihr Code ist { $code }. Er gilt { $minutes } Minute.
   *[other] Ihr Code ist { $code }. Er gilt { $minutes } Minuten.
}
letter-code = Oder geben Sie diesen Code in dem Browser ein, in dem Sie ihn angefordert haben:
letter-code-connects = Benutzen Sie eines von beiden in dem Browser, in dem Sie begonnen haben, dann können Sie sich künftig mit { $provider } anmelden.
letter-both-work = { $minutes ->
    [one] Beides gilt nur einmal und { $minutes } Minute lang.
   *[other] Beides gilt nur einmal und { $minutes } Minuten lang.
}
letter-keep = Bitte geben Sie diese E-Mail an niemanden weiter.
letter-not-asked = Wenn Sie das nicht angefordert haben, brauchen Sie nichts zu tun.

letter-welcome-subject = Willkommen bei { $site }
letter-welcome-preheader = Sie sind jetzt Mitglied. Alle Artikel stehen Ihnen offen.
letter-welcome-heading = Sie sind jetzt Mitglied
letter-welcome-open = Willkommen bei { $site }. Alle Artikel stehen Ihnen offen, bis zur letzten Zeile. Das kostet nichts.
letter-welcome-password = Ein Passwort gibt es nicht. Wenn ein Browser Sie nicht kennt, melden Sie sich so an, wie Sie Mitglied geworden sind. Mit Ihrer Adresse geht es immer: Wir schicken eine E-Mail dorthin.
letter-welcome-start = Zum Lesen geht es hier:
letter-welcome-button = Jetzt lesen
letter-welcome-account = In Ihrem Konto können Sie Ihre Daten herunterladen, Ihre Adresse ändern oder sich verabschieden:
letter-welcome-account-link = In <a href="{ $link }">Ihrem Konto</a> können Sie Ihre Daten herunterladen, Ihre Adresse ändern oder sich verabschieden.
letter-welcome-news = Sie bekommen Neuigkeiten von uns, weil Sie darum gebeten haben. So bestellen Sie sie ab:
letter-welcome-news-link = Sie bekommen Neuigkeiten von uns, weil Sie darum gebeten haben. <a href="{ $link }">Neuigkeiten abbestellen</a>

letter-new-browser-subject = Neue Anmeldung bei { $site }
letter-new-browser-heading = Ein neuer Browser hat sich angemeldet
letter-new-browser-preheader = { $browser }, { $when }.
letter-new-browser-where = Jemand hat sich in Ihrem Konto bei { $site } angemeldet:
letter-new-browser-link = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto und melden Sie diesen Browser ab:
letter-new-browser-words = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto und melden Sie diesen Browser ab.

letter-linked-subject = Ein Konto wurde bei { $site } verbunden
letter-linked-heading = { $provider } ist verbunden
letter-linked-preheader = Wenn Sie das nicht waren, trennen Sie es.
letter-linked-words = { $provider } wurde mit Ihrem Konto bei { $site } verbunden, am { $when }. Künftig können Sie sich damit anmelden.
letter-linked-link = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto, trennen Sie { $provider } dort und melden Sie sich überall ab:
letter-linked-not-you = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto, trennen Sie { $provider } dort und melden Sie sich überall ab.

letter-unlinked-subject = Ein Konto wurde bei { $site } getrennt
letter-unlinked-heading = { $provider } ist getrennt
letter-unlinked-preheader = Damit können Sie sich nicht mehr anmelden.
letter-unlinked-words = { $provider } wurde von Ihrem Konto bei { $site } getrennt, am { $when }. Damit können Sie sich nicht mehr anmelden. Mit Ihrer Adresse geht es weiterhin: Wir schicken eine E-Mail dorthin.
letter-unlinked-link = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto, trennen Sie dort, was Sie nicht kennen, und melden Sie sich überall ab:
letter-unlinked-not-you = Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, öffnen Sie Ihr Konto, trennen Sie dort, was Sie nicht kennen, und melden Sie sich überall ab.

letter-address-subject = Ihre Adresse bei { $site } wurde geändert
letter-address-heading = Ihre Adresse wurde geändert
letter-address-preheader = { $days ->
    [one] Wenn Sie das nicht waren, machen Sie es innerhalb von { $days } Tag rückgängig.
   *[other] Wenn Sie das nicht waren, machen Sie es innerhalb von { $days } Tagen rückgängig.
}
letter-address-words = Die Adresse Ihres Kontos bei { $site } wurde geändert, am { $when }. Künftig melden Sie sich mit der neuen an.
letter-address-undo = Wenn Sie das nicht waren, machen Sie die Änderung rückgängig:
letter-address-button = Änderung rückgängig machen
letter-address-works = { $days ->
    [one] Das geht { $days } Tag lang.
   *[other] Das geht { $days } Tage lang.
}
letter-address-was-you = Wenn Sie die Änderung selbst vorgenommen haben, brauchen Sie nichts zu tun.

letter-deleted-subject = Ihre Mitgliedschaft bei { $site } wurde gelöscht
letter-deleted-heading = Ihr Konto ist gelöscht
letter-deleted-preheader = Wir haben alles gelöscht, was wir über Sie gespeichert hatten.
letter-deleted-words = Ihre Mitgliedschaft bei { $site } endete am { $when }. Wir haben alles gelöscht, was wir über Sie gespeichert hatten. Dies ist unsere letzte E-Mail an Sie.
letter-deleted-again = Sie sind jederzeit wieder willkommen.
