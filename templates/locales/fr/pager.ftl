# Newer and older pages of a list.

pager = Autres articles
pager-newer = Plus récents
pager-older = Plus anciens
pager-page = Page { $page }
