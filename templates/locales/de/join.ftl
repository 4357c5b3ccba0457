# Was die Mitgliedschaft ist: die Seite des Programms.

join-title = Mitglied werden
join-description = Die Mitgliedschaft bei { $site } ist kostenlos und braucht kein Passwort. Eine E-Mail-Adresse öffnet jeden Artikel.
join-heading = Lesen Sie alles, kostenlos
join-standfirst = { $count ->
    [0] Die Mitgliedschaft bei { $site } kostet nichts.
    [one] Die Mitgliedschaft bei { $site } kostet nichts. Sie öffnet den einen Artikel, der Mitgliedern vorbehalten ist.
   *[other] Die Mitgliedschaft bei { $site } kostet nichts. Sie öffnet alle { $count } Artikel, die Mitgliedern vorbehalten sind.
 }
join-form-heading = Werden Sie Mitglied
join-form-heading-programme = Machen Sie mit: { $programme }
join-button = Mitglied werden
join-form-note = Wir schicken Ihnen eine E-Mail mit einem Link und einem Code. Nehmen Sie einen von beiden, und Sie sind dabei. Ein Passwort gibt es nicht. Sind Sie schon Mitglied? Sie melden sich auf demselben Weg an.
join-member-heading = Sie sind Mitglied
join-member-words = Jeder Artikel steht Ihnen offen. <a href="{ $front }">Lesen Sie auf der Startseite weiter</a> oder sehen Sie in <a href="{ $account }">Ihr Konto</a>.
join-count-heading = Den Mitgliedern vorbehalten
join-kind-article = { $count ->
    [one] <strong>{ $count }</strong> Artikel
   *[other] <strong>{ $count }</strong> Artikel
 }
join-kind-guide = { $count ->
    [one] <strong>{ $count }</strong> Anleitung
   *[other] <strong>{ $count }</strong> Anleitungen
 }
join-kind-review = { $count ->
    [one] <strong>{ $count }</strong> Test
   *[other] <strong>{ $count }</strong> Tests
 }
join-kind-interview = { $count ->
    [one] <strong>{ $count }</strong> Interview
   *[other] <strong>{ $count }</strong> Interviews
 }
join-kind-blog = { $count ->
    [one] <strong>{ $count }</strong> Blogbeitrag
   *[other] <strong>{ $count }</strong> Blogbeiträge
 }
join-get-heading = Was Sie davon haben
join-get-articles = Jeden Artikel bis zur letzten Zeile, auf allen Ihren Geräten.
join-get-password = Kein Passwort, das man sich ausdenken, vergessen oder verlieren kann.
join-get-news = Neuigkeiten per E-Mail nur, wenn Sie es wünschen.
join-get-data = Ihre Daten bleiben Ihre: Sie laden sie jederzeit herunter oder löschen sie.
join-sites-heading = Eine Mitgliedschaft, { $count } Angebote
join-sites-words = Werden Sie einmal Mitglied, und lesen Sie auf allen diesen Seiten:
join-questions-heading = Fragen und Antworten
join-free-question = Ist das wirklich kostenlos?
join-free-answer = Ja. Wir bitten um eine E-Mail-Adresse und um nichts sonst. Keine Karte, kein Probemonat, der endet.
join-address-question = Warum brauchen Sie meine Adresse?
join-address-answer = Mit ihr melden Sie sich an, und sie sagt uns, dass ein Mensch liest. Wir schreiben Ihnen nur zu Ihrer Mitgliedschaft, es sei denn, Sie möchten Neuigkeiten.
join-password-question = Wie melde ich mich ohne Passwort an?
join-password-answer = Sie geben Ihre Adresse an, und wir schicken eine E-Mail dorthin. Öffnen Sie den Link darin oder tippen Sie den Code ab. Beide gelten kurze Zeit, und nur einmal.
join-password-answer-providers = Sie geben Ihre Adresse an, und wir schicken eine E-Mail dorthin. Öffnen Sie den Link darin oder tippen Sie den Code ab. Beide gelten kurze Zeit, und nur einmal. Oder nehmen Sie ein Konto, das Sie schon haben.
join-provider-question = Was geschieht, wenn ich ein Konto nehme, das ich schon habe?
join-provider-answer = Es sagt uns, wer Sie dort sind, und in der Regel Ihre E-Mail-Adresse. Sein Passwort sehen wir nie, und wir schreiben nichts hinein. Ihre Adresse bleibt immer ein Weg zu uns.
join-letter-question = Die E-Mail kommt nicht. Was nun?
join-letter-answer = Sehen Sie zuerst in den Spam-Ordner. Prüfen Sie dann, ob die Adresse stimmt, und <a href="{ $link }">fordern Sie eine neue an</a>.
join-leave-question = Wie trete ich aus?
join-leave-answer = Öffnen Sie Ihr Konto und löschen Sie es. Alles, was wir über Sie haben, ist sofort fort.
