# The article's page.

article-by = By <a rel="author" href="{ $path }">{ $name }</a>
article-updated = Updated { $day }
article-minutes = { $count } min read
article-free-to-members = Free to members
article-free-to-read = Free to read

# What stands above the title where the publisher has written nothing there.
article-kind-guide = Guide
article-kind-review = Review
article-kind-interview = Interview
article-kind-blog = Blog

article-contents = In this article
article-topics = Topics

article-series-part = Part { $number } of { $count } in the series <a href="#series">{ $name }</a>
article-series = The series: { $name }
article-series-this = You are reading this part.

article-neighbors = Before and after
article-previous = Previous article
article-next = Next article
article-previous-part = Previous part
article-next-part = Next part
article-recommended = Read next

# The person who wrote it.
author-about = About the author
author-more = More by { $name }
author-link = { $label }<span class="unseen">, { $name }</span>

# What a reader is told who is not a member.
article-guest = Someone shared this article with you. It is free to read, no sign-up needed.
article-guest-named = { $name } shared this article with you. It is free to read, no sign-up needed.
article-guest-given = Someone shared this article with you. It is free to read.
article-guest-given-named = { $name } shared this article with you. It is free to read.
article-asked = This article is open for a day in this browser. To read the others, confirm your address with our letter. <a href="/-/sign-in/sent">Type the code</a>
article-free-last = This was your last free article for now. <a href="/-/join">Members read them all, free</a>
article-free-left = You have { $count ->
    [one] { $count } free article
   *[other] { $count } free articles
  } left. <a href="/-/join">Members read them all, free</a>
article-join = Would you like to read the others too? <a href="{ $link }">Become a member or sign in</a>. It is free, and all it takes is your email address.
article-join-providers = Would you like to read the others too? <a href="{ $link }">Become a member or sign in</a>. It is free, and all it takes is an account you already have, or your email address.
article-join-given = Would you like to read the others too? Confirm your address with our letter: <a href="/-/sign-in/sent">type the code</a>, or open the link in it.
