# From one page of a list to the next.

pager = More articles
pager-newer = Newer
pager-older = Older
pager-page = Page { $page }
