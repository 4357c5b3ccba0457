# The desk’s numbers.
staff-nav-numbers = Zahlen
staff-numbers-title = Zahlen
staff-numbers-period = { $from } bis { $to }, neben ebenso vielen Tagen davor
staff-numbers-periods = Zeitraum
staff-numbers-days = { $count } Tage
staff-numbers-bad-days = Bitte wählen Sie einen der angebotenen Zeiträume.
staff-numbers-happened = Was geschah
staff-numbers-what = Was
staff-numbers-now = Jetzt
staff-numbers-before = Davor
staff-numbers-change = Änderung
staff-numbers-views-stranger = Artikel, von Fremden geöffnet
staff-numbers-views-guest = Artikel, von Gästen geöffnet
staff-numbers-views-member = Artikel, von Mitgliedern geöffnet
staff-numbers-walls = Gezeigte Schranken
staff-numbers-addresses = Angegebene Adressen
staff-numbers-joined = Neue Mitglieder
staff-numbers-sign-ins = Anmeldungen
staff-numbers-shares-made = Erstellte Links
staff-numbers-shares-admitted = Über Links eingelassene Leser
staff-numbers-shares-joined = Neue Mitglieder durch Links
staff-numbers-comments = Geschriebene Kommentare
staff-numbers-funnel = Von der Schranke zum Mitglied
staff-numbers-funnel-picture = Die Schritte der Tabelle darunter als Balken
staff-numbers-funnel-words = Jede Quote gilt für den Schritt davor; beide für Wiedergekommene für die neuen Mitglieder. Wer erst kürzlich beitrat, kann noch wiederkommen.
staff-numbers-step = Schritt
staff-numbers-count = Anzahl
staff-numbers-rate = Quote
staff-numbers-back-7 = Nach höchstens 7 Tagen wieder da
staff-numbers-back-30 = Nach höchstens 30 Tagen wieder da
staff-numbers-chart = Nach Tagen: { $total } insgesamt, höchstens { $most } an einem Tag.
staff-numbers-table = Als Tabelle
staff-numbers-day = Tag
staff-numbers-none = Noch nichts.
staff-numbers-ways = Wie sie kamen
staff-numbers-best-walls = Die besten Schranken
staff-numbers-best-walls-words = Neue Mitglieder je tausend Schranken, bei Artikeln mit mindestens zwanzig Schranken.
staff-numbers-article = Artikel
staff-numbers-per-thousand = Je 1.000 Schranken
staff-numbers-sharing = Teilen
staff-numbers-viral = { $sharers ->
    [one] Ein Mitglied hat geteilt.
   *[other] { $sharers } Mitglieder haben geteilt.
} Die Links eines Mitglieds bringen im Schnitt { $readers } neue Leser und { $joined } neue Mitglieder.
staff-numbers-used-up = { $count ->
    [one] Ein Link hat seine Leserzahl erreicht.
   *[other] { $count } Links haben ihre Leserzahl erreicht.
}
staff-numbers-channel = Kanal
staff-numbers-made = Erstellt
staff-numbers-opened = Geöffnet
staff-numbers-admitted = Eingelassen
staff-numbers-best-sharers = Wer am erfolgreichsten teilt
staff-numbers-table-of = Tabelle: { $name }
staff-numbers-of-site = Nur die Website { $name }
staff-numbers-of-author = Nur Artikel von { $name }
staff-numbers-of-topic = Nur Artikel zu { $name }
staff-numbers-of-article = Nur der Artikel „{ $name }“
staff-numbers-of-all = Alles zeigen
staff-numbers-show = Zeigen
staff-numbers-sources = Woher neue Mitglieder kamen
staff-numbers-sources-words = Nach dem, wofür sie kamen, und nach der Seite, die sie dorthin führte, wo sie ihre Adresse angaben, soweit ihr Browser es sagte.
staff-numbers-by-article = Nach Artikel
staff-numbers-by-author = Nach Autorin oder Autor
staff-numbers-by-topic = Nach Thema
staff-numbers-by-referrer = Nach Website
staff-numbers-by-campaign = Nach Kampagne
