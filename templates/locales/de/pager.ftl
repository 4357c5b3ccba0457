# Von einer Seite einer Liste zur nächsten.

pager = Weitere Artikel
pager-newer = Neuere
pager-older = Ältere
pager-page = Seite { $page }
