# Names of feeds, as programs that look for articles show them.

finding-feed-of-author = { $author } dans { $site }
finding-feed-of-topic = { $topic } dans { $site }
finding-part-first = Les parties se comptent à partir de 1.
finding-part-number = La partie doit être un seul nombre, compté à partir de 1.
