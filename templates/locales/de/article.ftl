# The article's page, in German.

article-by = Von <a rel="author" href="{ $path }">{ $name }</a>
article-updated = Aktualisiert am { $day }
article-minutes = { $count } Min. Lesezeit
article-free-to-members = Für Mitglieder kostenlos
article-free-to-read = Für alle kostenlos

# What stands above the title where the publisher has written nothing there.
article-kind-guide = Ratgeber
article-kind-review = Rezension
article-kind-interview = Interview
article-kind-blog = Blog

article-contents = In diesem Artikel
article-topics = Themen

article-series-part = Teil { $number } von { $count } der Serie <a href="#series">{ $name }</a>
article-series = Die Serie: { $name }
article-series-this = Diesen Teil lesen Sie gerade.

article-neighbors = Davor und danach
article-previous = Voriger Artikel
article-next = Nächster Artikel
article-previous-part = Voriger Teil
article-next-part = Nächster Teil
article-recommended = Zum Weiterlesen

# The person who wrote it.
author-about = Wer das geschrieben hat
author-more = Mehr von { $name }
author-link = { $label }<span class="unseen">, { $name }</span>

# What a reader is told who is not a member.
article-guest = Jemand hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen, ganz ohne Anmeldung.
article-guest-named = { $name } hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen, ganz ohne Anmeldung.
article-guest-given = Jemand hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen.
article-guest-given-named = { $name } hat diesen Artikel mit Ihnen geteilt. Sie können ihn kostenlos lesen.
article-asked = Dieser Artikel ist in diesem Browser einen Tag lang frei. Um die anderen zu lesen, bestätigen Sie Ihre Adresse mit unserer E-Mail. <a href="/-/sign-in/sent">Code eingeben</a>
article-free-last = Das war vorerst Ihr letzter freier Artikel. <a href="/-/join">Mitglieder lesen alle, kostenlos</a>
article-free-left = Sie haben noch { $count ->
    [one] { $count } freien Artikel
   *[other] { $count } freie Artikel
  }. <a href="/-/join">Mitglieder lesen alle, kostenlos</a>
article-join = Möchten Sie auch die anderen lesen? <a href="{ $link }">Werden Sie Mitglied oder melden Sie sich an</a>. Das ist kostenlos, und Ihre E-Mail-Adresse genügt.
article-join-providers = Möchten Sie auch die anderen lesen? <a href="{ $link }">Werden Sie Mitglied oder melden Sie sich an</a>. Das ist kostenlos, und ein Konto, das Sie schon haben, oder Ihre E-Mail-Adresse genügt.
article-join-given = Möchten Sie auch die anderen lesen? Bestätigen Sie Ihre Adresse mit unserer E-Mail: <a href="/-/sign-in/sent">Geben Sie den Code ein</a> oder öffnen Sie den Link darin.
