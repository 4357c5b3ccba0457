# Was Programmen gezeigt wird, die Artikel suchen: die Namen der Feeds.

finding-feed-of-author = { $author } in { $site }
finding-feed-of-topic = { $topic } in { $site }
finding-part-first = Die Teile werden von 1 an gezählt.
finding-part-number = Der Teil muss eine einzelne Zahl sein, gezählt von 1 an.
