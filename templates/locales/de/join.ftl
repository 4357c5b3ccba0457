# What membership is: the programme page, in German.

join-title = Mitglied werden
join-description = Die Mitgliedschaft bei { $site } ist kostenlos und braucht kein Passwort. Eine E-Mail-Adresse öffnet alle Artikel.
join-heading = Alles lesen, kostenlos
join-standfirst = { $count ->
    [0] Die Mitgliedschaft bei { $site } kostet nichts.
    [one] Die Mitgliedschaft bei { $site } kostet nichts. Sie öffnet den einen Artikel, der Mitgliedern vorbehalten ist.
   *[other] Die Mitgliedschaft bei { $site } kostet nichts. Sie öffnet alle { $count } Artikel, die Mitgliedern vorbehalten sind.
 }
join-form-heading = Mitglied werden
join-form-heading-programme = Mitglied werden: { $programme }
join-button = Mitglied werden
join-form-note = Wir schicken Ihnen eine E-Mail mit einem Link und einem Code. Mit einem von beiden sind Sie dabei. Ein Passwort gibt es nicht. Schon Mitglied? Sie melden sich genauso an.
join-member-heading = Sie sind Mitglied
join-member-words = Alle Artikel stehen Ihnen offen. <a href="{ $front }">Lesen Sie auf der Startseite weiter</a> oder sehen Sie in <a href="{ $account }">Ihr Konto</a>.
join-count-heading = Mitgliedern vorbehalten
join-kind-article = { $count ->
    [one] <strong>{ $count }</strong> Artikel
   *[other] <strong>{ $count }</strong> Artikel
 }
join-kind-guide = { $count ->
    [one] <strong>{ $count }</strong> Ratgeber
   *[other] <strong>{ $count }</strong> Ratgeber
 }
join-kind-review = { $count ->
    [one] <strong>{ $count }</strong> Rezension
   *[other] <strong>{ $count }</strong> Rezensionen
 }
join-kind-interview = { $count ->
    [one] <strong>{ $count }</strong> Interview
   *[other] <strong>{ $count }</strong> Interviews
 }
join-kind-blog = { $count ->
    [one] <strong>{ $count }</strong> Blogbeitrag
   *[other] <strong>{ $count }</strong> Blogbeiträge
 }
join-get-heading = Was Sie bekommen
join-get-articles = Alle Artikel, bis zur letzten Zeile, auf allen Ihren Geräten.
join-get-password = Kein Passwort, das man sich ausdenken muss, vergessen oder verlieren kann.
join-get-news = Neuigkeiten per E-Mail nur, wenn Sie darum bitten.
join-get-data = Ihre Daten bleiben Ihre: Sie können sie jederzeit herunterladen oder löschen.
join-sites-heading = Eine Mitgliedschaft, { $count } Websites
join-sites-words = Einmal Mitglied werden und überall hier lesen:
join-questions-heading = Fragen und Antworten
join-free-question = Ist das wirklich kostenlos?
join-free-answer = Ja. Wir fragen nach einer E-Mail-Adresse und nach nichts sonst. Keine Kreditkarte, keine Probezeit, die endet.
join-address-question = Wozu brauchen Sie meine Adresse?
join-address-answer = Mit ihr melden Sie sich an, und sie zeigt uns, dass ein Mensch liest. Wir schreiben Ihnen nur wegen Ihrer Mitgliedschaft, es sei denn, Sie bitten um Neuigkeiten.
join-password-question = Wie melde ich mich ohne Passwort an?
join-password-answer = Sie geben Ihre Adresse an, und wir schicken eine E-Mail dorthin. Öffnen Sie den Link darin oder geben Sie den Code ein. Beides gilt nur kurze Zeit und nur einmal.
join-password-answer-providers = Sie geben Ihre Adresse an, und wir schicken eine E-Mail dorthin. Öffnen Sie den Link darin oder geben Sie den Code ein. Beides gilt nur kurze Zeit und nur einmal. Oder nehmen Sie ein Konto, das Sie schon haben.
join-provider-question = Was geschieht, wenn ich ein Konto nehme, das ich schon habe?
join-provider-answer = Wir erfahren, wer Sie dort sind, und in der Regel Ihre E-Mail-Adresse. Das Passwort sehen wir nie, und wir schreiben nichts in dieses Konto. Auch mit Ihrer Adresse geht es immer.
join-letter-question = Die E-Mail kommt nicht an. Was nun?
join-letter-answer = Schauen Sie zuerst in Ihren Spam-Ordner. Prüfen Sie dann, ob in der Adresse ein Tippfehler steckt, und <a href="{ $link }">fordern Sie eine neue E-Mail an</a>.
join-leave-question = Wie beende ich die Mitgliedschaft?
join-leave-answer = Öffnen Sie Ihr Konto und löschen Sie es. Alles, was wir über Sie gespeichert haben, ist sofort weg.
