# What programs that look for articles are shown: the names of feeds, in German.

finding-feed-of-author = { $author } bei { $site }
finding-feed-of-topic = { $topic } bei { $site }
finding-part-first = Die Teile werden von 1 an gezählt.
finding-part-number = Der Teil muss eine einzelne Zahl sein, gezählt von 1 an.
