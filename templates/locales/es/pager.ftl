# From one page of a list to the next.

pager = Más artículos
pager-newer = Más recientes
pager-older = Anteriores
pager-page = Página { $page }
