# Front page, authors and topics.

list-page = Página { $page }
list-earlier = Artículos anteriores
list-empty = Todavía no hay nada que leer aquí. Vuelva pronto, por favor.
list-empty-page = En esta página no hay nada. Puede que los artículos antiguos hayan cambiado de sitio.
list-author = Escrito por
list-author-title = { $name }, página { $page }
list-author-summary = Artículos de { $name } en { $site }.
list-topic = Tema
list-topic-title = { $name }, página { $page }
list-topic-summary = Artículos sobre { $name } en { $site }.
card-by = Por <a href="{ $path }">{ $name }</a>
