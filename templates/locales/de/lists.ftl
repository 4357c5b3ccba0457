# Titelseite, Personen und Themen.

list-page = Seite { $page }
list-earlier = Frühere Artikel
list-empty = Hier gibt es noch nichts zu lesen. Schauen Sie bald wieder vorbei.
list-empty-page = Auf dieser Seite steht nichts. Ältere Artikel sind vielleicht weitergerückt.
list-author = Zur Person
list-author-title = { $name }, Seite { $page }
list-author-summary = Artikel von { $name } in { $site }.
list-topic = Thema
list-topic-title = { $name }, Seite { $page }
list-topic-summary = Artikel über { $name } in { $site }.
card-by = Von <a href="{ $path }">{ $name }</a>
