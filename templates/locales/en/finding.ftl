# What programs that look for articles are shown: the names of feeds.

finding-feed-of-author = { $author } in { $site }
finding-feed-of-topic = { $topic } in { $site }
