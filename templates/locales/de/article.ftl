# Die Seite eines Artikels.

article-by = Von <a rel="author" href="{ $path }">{ $name }</a>
article-updated = Aktualisiert am { $day }
article-minutes = { $count } Min. Lesezeit
article-free-to-members = Für Mitglieder kostenlos
article-free-to-read = Frei zu lesen

# Was über dem Titel steht, wo der Verlag nichts dort hinschreibt.
article-kind-guide = Ratgeber
article-kind-review = Test
article-kind-interview = Interview
article-kind-blog = Blog

article-contents = In diesem Artikel
article-topics = Themen

article-series-part = Teil { $number } von { $count } der Reihe <a href="#series">{ $name }</a>
article-series = Die Reihe: { $name }
article-series-this = Diesen Teil lesen Sie gerade.

article-neighbors = Davor und danach
article-previous = Vorheriger Artikel
article-next = Nächster Artikel
article-previous-part = Vorheriger Teil
article-next-part = Nächster Teil
article-recommended = Lesen Sie auch

# Wer ihn geschrieben hat.
author-about = Zur Person
author-more = Mehr von { $name }
author-link = { $label }<span class="unseen">, { $name }</span>

# Was liest, wer kein Mitglied ist.
article-guest = Jemand hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen, ohne sich anzumelden.
article-guest-named = { $name } hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen, ohne sich anzumelden.
article-guest-given = Jemand hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen.
article-guest-given-named = { $name } hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen.
article-asked = Dieser Artikel ist in diesem Browser einen Tag lang offen. Um die anderen zu lesen, bestätigen Sie Ihre Adresse mit unserer E-Mail. <a href="/-/sign-in/sent">Code eingeben</a>
article-free-last = Das war fürs Erste Ihr letzter freier Artikel. <a href="/-/join">Mitglieder lesen alle kostenlos</a>
article-free-left = Sie haben noch { $count ->
    [one] { $count } freien Artikel
   *[other] { $count } freie Artikel
  }. <a href="/-/join">Mitglieder lesen alle kostenlos</a>
article-join = Möchten Sie auch die anderen lesen? <a href="{ $link }">Werden Sie Mitglied oder melden Sie sich an</a>. Das kostet nichts, und Ihre E-Mail-Adresse genügt.
article-join-providers = Möchten Sie auch die anderen lesen? <a href="{ $link }">Werden Sie Mitglied oder melden Sie sich an</a>. Das kostet nichts, und ein Konto, das Sie schon haben, oder Ihre E-Mail-Adresse genügt.
article-join-given = Möchten Sie auch die anderen lesen? Bestätigen Sie Ihre Adresse mit unserer E-Mail: <a href="/-/sign-in/sent">Geben Sie den Code ein</a> oder öffnen Sie den Link darin.
