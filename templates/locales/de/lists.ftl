# Front page, authors and topics, in German.

list-page = Seite { $page }
list-earlier = Ältere Artikel
list-empty = Hier gibt es noch nichts zu lesen. Schauen Sie bald wieder vorbei.
list-empty-page = Auf dieser Seite ist nichts. Vielleicht sind ältere Artikel umgezogen.
list-author = Geschrieben von
list-author-title = { $name }, Seite { $page }
list-author-summary = Artikel von { $name } bei { $site }.
list-topic = Thema
list-topic-title = { $name }, Seite { $page }
list-topic-summary = Artikel zum Thema { $name } bei { $site }.
card-by = Von <a href="{ $path }">{ $name }</a>
