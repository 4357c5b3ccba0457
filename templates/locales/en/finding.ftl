# What programs that look for articles are shown: the names of feeds.

finding-feed-of-author = { $author } in { $site }
finding-feed-of-topic = { $topic } in { $site }
finding-part-first = Parts are counted from 1.
finding-part-number = The part must be one number, counted from 1.
