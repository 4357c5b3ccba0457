# What programs that look for articles are shown: the names of feeds.

finding-feed-of-author = { $author } en { $site }
finding-feed-of-topic = { $topic } en { $site }
finding-part-first = Las partes se cuentan a partir de 1.
finding-part-number = La parte debe ser un solo número, contando a partir de 1.
