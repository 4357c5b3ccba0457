# What membership is: the programme page.

join-title = Join
join-description = Membership of { $site } is free and needs no password. One email address opens every article.
join-heading = Read everything, free
join-standfirst = { $count ->
    [0] Membership of { $site } costs nothing.
    [one] Membership of { $site } costs nothing. It opens the one article that is kept for members.
   *[other] Membership of { $site } costs nothing. It opens all { $count } articles that are kept for members.
 }
join-form-heading = Become a member
join-form-heading-programme = Join { $programme }
join-button = Join
join-form-note = We send you a letter with a link and a code. Use either one and you are in. There is no password. Already a member? You sign in the same way.
join-member-heading = You are a member
join-member-words = Every article is open to you. <a href="{ $front }">Read on at the front page</a>, or look at <a href="{ $account }">your account</a>.
join-count-heading = Kept for members
join-kind-article = { $count ->
    [one] <strong>{ $count }</strong> article
   *[other] <strong>{ $count }</strong> articles
 }
join-kind-guide = { $count ->
    [one] <strong>{ $count }</strong> guide
   *[other] <strong>{ $count }</strong> guides
 }
join-kind-review = { $count ->
    [one] <strong>{ $count }</strong> review
   *[other] <strong>{ $count }</strong> reviews
 }
join-kind-interview = { $count ->
    [one] <strong>{ $count }</strong> interview
   *[other] <strong>{ $count }</strong> interviews
 }
join-kind-blog = { $count ->
    [one] <strong>{ $count }</strong> blog post
   *[other] <strong>{ $count }</strong> blog posts
 }
join-get-heading = What you get
join-get-articles = Every article, to its last line, on all your devices.
join-get-password = No password to make up, to forget, or to lose.
join-get-news = News by email only if you ask for it.
join-get-data = Your data stays yours: download it or delete it at any time.
join-sites-heading = One membership, { $count } sites
join-sites-words = Join once and read on all of these:
join-questions-heading = Questions and answers
join-free-question = Is it really free?
join-free-answer = Yes. We ask for an email address and nothing else. No card, no trial that ends.
join-address-question = Why do you ask for my address?
join-address-answer = It is how you sign in, and it tells us that a person is reading. We write to you only about your membership, unless you ask for news.
join-password-question = How do I sign in without a password?
join-password-answer = You give your address, and we send a letter there. Open the link in it, or type its code. Both work for a short time, and only once.
join-password-answer-providers = You give your address, and we send a letter there. Open the link in it, or type its code. Both work for a short time, and only once. Or continue with an account you already have.
join-provider-question = What happens when I continue with an account I already have?
join-provider-answer = It tells us who you are there, and as a rule your email address. We never see its password, and we write nothing to it. Your address always remains as a way in.
join-letter-question = The letter does not come. What now?
join-letter-answer = Look into your spam folder first. Then check the address for typing mistakes and <a href="{ $link }">ask again</a>.
join-leave-question = How do I leave?
join-leave-answer = Open your account and delete it. Everything we keep about you goes at once.
