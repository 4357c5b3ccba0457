# Front page, authors and topics.

list-page = Page { $page }
list-earlier = Earlier articles
list-empty = There is nothing to read here yet. Please come back soon.
list-empty-page = There is nothing on this page. Older articles may have moved.
list-author = Author
list-author-title = { $name }, page { $page }
list-author-summary = Articles by { $name } in { $site }.
list-topic = Topic
list-topic-title = { $name }, page { $page }
list-topic-summary = Articles about { $name } in { $site }.
card-by = By <a href="{ $path }">{ $name }</a>
