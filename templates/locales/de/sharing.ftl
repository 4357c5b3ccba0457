# Geteilte Links: das Feld, in dem sie entstehen, ihre Seite und die Liste der eigenen.

share-summary = Teilen
share-heading = Kennen Sie jemanden, dem das gefallen würde?
share-heading-again = Auf anderem Weg schicken
share-send = Schicken Sie den Artikel kostenlos weiter.
share-at-once = Er lässt sich sofort lesen, ganz ohne Anmeldung.
share-asks-first = Wer ihn bekommt, gibt eine Adresse an und kann sofort lesen.
share-good-for = Jeder Link gilt { $days ->
    [one] { $days } Tag
   *[other] { $days } Tage
} und für { $readers ->
    [one] { $readers } Person
   *[other] { $readers } Personen
}.
share-brought = Was Ihre Links gebracht haben

share-copy = Link kopieren
share-email = E-Mail
share-x = Auf X posten
share-facebook = Facebook
share-pinterest = Pinterest
share-linkedin = LinkedIn
share-whatsapp = WhatsApp
share-device = Teilen …

share-place-copy = Kopierter Link
share-place-email = E-Mail
share-place-x = X
share-place-facebook = Facebook
share-place-pinterest = Pinterest
share-place-linkedin = LinkedIn
share-place-whatsapp = WhatsApp
share-place-device = Gerät

share-said-copied = Der Link ist kopiert.
share-said-not-copied = Ihr Browser lässt uns nicht kopieren. Hier ist der Link:
share-said-link = Hier ist der Link:
share-said-mail = Ihr Mailprogramm sollte sich jetzt öffnen. Falls nicht, ist hier der Link:
share-said-blocked = Ihr Browser hat den neuen Tab nicht geöffnet.
share-said-open = Hier öffnen
share-link = Geteilter Link

share-page-title = Ihr geteilter Link
share-page-heading = Hier ist Ihr Link
share-page-opens = Wer ihn öffnet, kann <a href="{ $link }">{ $article }</a> sofort lesen, kostenlos und ohne Anmeldung.
share-page-opens-address = Wer ihn öffnet und eine Adresse angibt, kann <a href="{ $link }">{ $article }</a> sofort und kostenlos lesen.
share-copy-button = Kopieren
share-copy-link = Kopieren<span class="unseen">: Link zu { $article }</span>
share-copied = Kopiert
share-page-good = Er gilt bis zum { $ends }, für bis zu { $limit ->
    [one] { $limit } Person
   *[other] { $limit } Personen
}; { $readers ->
    [0] bisher hat ihn niemand benutzt.
    [1] bisher hat eine Person darüber gelesen.
   *[other] bisher haben { $readers } darüber gelesen.
}
share-page-mail = E-Mail schreiben
share-page-continue = Weiter zu { $place }
share-page-back = Zurück zum Artikel
share-page-shares = Was Ihre Links gebracht haben, sehen Sie unter <a href="{ $link }">Ihre geteilten Links</a>.

share-none-heading = Es wurde kein Link erstellt
share-none-article = Diesen Artikel gibt es hier nicht.
share-none-channel = Teilen lässt sich ein Artikel über { $known } und über nichts anderes.
share-none-open = Dieser Artikel ist für alle offen und braucht keinen besonderen Link. Schicken Sie einfach seine Adresse: { $address }
share-none-stranger = Bitte melden Sie sich an, um Artikel zu teilen.
share-none-many = Sie haben so viele Links erstellt, wie an einem Tag möglich sind: { $limit }. Sie finden sie in Ihrem Konto und können später neue erstellen.
share-none-off = Auf dieser Website lassen sich Artikel nicht teilen.

shared-many-misses = Aus Ihrem Netz wurden viele Links geöffnet, die es nicht gibt. Bitte warten Sie ein paar Minuten.
shared-gone-heading = Diesen Artikel gibt es nicht mehr
shared-gone-words = Der Artikel, der mit Ihnen geteilt wurde, steht nicht mehr auf dieser Website.

shares-title = Ihre geteilten Links
shares-made = Sie haben { $links ->
    [one] { $links } Link
   *[other] { $links } Links
} erstellt.
shares-brought = { $readers ->
    [0] Bisher hat niemand { $links ->
        [one] darüber
       *[other] über sie
    } gelesen
    [1] Eine Person hat darüber gelesen
   *[other] { $readers } Personen haben darüber gelesen
}{ $joined ->
    [0] .
    [1] , eine ist Mitglied geworden.
   *[other] , { $joined } sind Mitglied geworden.
}
shares-back = Zurück zu Ihrem Konto
shares-days-heading = Die letzten 30 Tage
shares-chart = Leserinnen und Leser an jedem Tag vom { $from } bis zum { $to }, höchstens { $most } an einem Tag
shares-table = Die Tage als Tabelle
shares-table-day = Tag
shares-table-readers = Gelesen von
shares-table-none = An diesen Tagen hat niemand gelesen
shares-links-heading = Links
shares-live = Gültig
shares-expired = Abgelaufen
shares-used-up = Aufgebraucht
shares-ended = Beendet
shares-line-live = { $place }, erstellt am { $made }, gültig bis zum { $ends }
shares-line-used-up = { $place }, erstellt am { $made }, für alle bisherigen Personen offen bis zum { $ends }
shares-line-ended = { $place }, erstellt am { $made }, beendet am { $ends }
shares-line-counts = { $readers } von { $limit ->
    [one] { $limit } Person
   *[other] { $limit } Personen
}, { $openings ->
    [0] noch nicht geöffnet
    [1] einmal geöffnet, { $joined ->
        [0] niemand ist Mitglied geworden
        [one] eine Person ist Mitglied geworden
       *[other] { $joined } sind Mitglied geworden
    }
   *[other] { $openings }-mal geöffnet, { $joined ->
        [0] niemand ist Mitglied geworden
        [one] eine Person ist Mitglied geworden
       *[other] { $joined } sind Mitglied geworden
    }
}
shares-by-day = Gelesen an einzelnen Tagen: { $days }
shares-by-day-none = Gelesen an einzelnen Tagen: noch nie
shares-link-for = Geteilter Link zu { $article }
shares-end = Jetzt beenden<span class="unseen">: Link zu { $article }</span>
shares-no-more = Auf dieser Seite ist nichts.
shares-none = Sie haben noch keinen Link erstellt. Öffnen Sie einen Artikel, der Ihnen gefällt, und wählen Sie unter dem Titel „Teilen“.
shares-pager = Weitere geteilte Links
shares-counted = Gezählt werden Browser, ohne Namen und Adressen. Sie selbst, Vorschauen und erneutes Laden innerhalb einer halben Stunde zählen nicht mit.
shares-name-heading = Ihr Name
shares-name-shown = Wer einen Artikel von Ihnen bekommt, sieht dort „{ $name }“.
shares-name-empty = Wer einen Artikel von Ihnen bekommt, sieht keinen Namen, weil in Ihrem Konto keiner steht. Wenn Sie dort einen angeben, ist er bei den Artikeln zu sehen, die Sie teilen.
shares-name-hide = Namen nicht zeigen
shares-name-could = Wer einen Artikel von Ihnen bekommt, sieht keinen Namen. Wenn Sie Ja sagen, steht dort „{ $name }“.
shares-name-show = Meinen Namen zeigen
shares-name-missing = Wer einen Artikel von Ihnen bekommt, sieht keinen Namen. Wenn Ihrer dort stehen soll, geben Sie ihn zuerst in <a href="{ $link }">Ihrem Konto</a> an.
shares-saved-name = Ihre Entscheidung ist gespeichert.
shares-saved-end = Dieser Link ist beendet. Wer ihn jetzt öffnet, liest nur noch den Anfang des Artikels.
shares-article-gone = Ein Artikel, den es nicht mehr gibt
