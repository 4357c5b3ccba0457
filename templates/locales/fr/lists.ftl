# The front page, and the lists of an author and of a topic.

list-page = Page { $page }
list-earlier = Articles plus anciens
list-empty = Il n’y a encore rien à lire ici. Revenez bientôt.
list-empty-page = Il n’y a rien sur cette page. Les articles plus anciens ont peut-être été déplacés.
list-author = Articles signés
list-author-title = { $name }, page { $page }
list-author-summary = Les articles signés { $name } dans { $site }.
list-topic = Thème
list-topic-title = { $name }, page { $page }
list-topic-summary = Les articles de { $site } sur le thème « { $name } ».
card-by = Par <a href="{ $path }">{ $name }</a>
