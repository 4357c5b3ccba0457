# Share links: the box that makes them, their page, and the list of a member's own.

share-summary = Share
share-heading = Know someone who would enjoy this?
share-heading-again = Send it another way
share-send = Send it to friends, free of charge.
share-at-once = They read it at once, with no sign-up.
share-asks-first = They give an address and read it at once.
share-good-for = Each link is good for { $days ->
    [one] { $days } day
   *[other] { $days } days
} and { $readers ->
    [one] { $readers } reader
   *[other] { $readers } readers
}.
share-brought = What yours have brought

# What the buttons of the box say.
share-copy = Copy link
share-email = Email
share-x = Post on X
share-facebook = Facebook
share-pinterest = Pinterest
share-linkedin = LinkedIn
share-whatsapp = WhatsApp
share-device = Share…

# Where a link went, in a list.
share-place-copy = Copied link
share-place-email = Email
share-place-x = X
share-place-facebook = Facebook
share-place-pinterest = Pinterest
share-place-linkedin = LinkedIn
share-place-whatsapp = WhatsApp
share-place-device = Device

# What a script says of a link that was made.
share-said-copied = The link is copied.
share-said-not-copied = Your browser does not let us copy. Here is the link:
share-said-link = Here is the link:
share-said-mail = Your mail program should open now. If it does not, here is the link:
share-said-blocked = Your browser kept the new tab closed.
share-said-open = Open it here
share-link = Share link

share-page-title = Your share link
share-page-heading = Here is your share link
share-page-opens = Whoever opens it can read <a href="{ $link }">{ $article }</a> at once, free and with no sign-up.
share-page-opens-address = Whoever opens it can read <a href="{ $link }">{ $article }</a> at once, free, once they give an address.
# A button that a script takes the first words of, for a while, to say that it copied: nothing stands before them.
share-copy-button = Copy
share-copy-link = Copy<span class="unseen"> the link for { $article }</span>
share-copied = Copied
share-page-good = It is good until { $ends }, for up to { $limit ->
    [one] { $limit } reader
   *[other] { $limit } readers
}; { $readers ->
    [0] nobody has read so far.
    [1] one has read so far.
   *[other] { $readers } have read so far.
}
share-page-mail = Write the mail
share-page-continue = Continue to { $place }
share-page-back = Back to the article
share-page-shares = What your links have brought stands under <a href="{ $link }">your share links</a>.

share-none-heading = No link was made
share-none-article = There is no such article here.
share-none-channel = An article can be shared by { $known }, and by nothing else.
share-none-open = This article is open to everyone and needs no share link. Send its own address: { $address }
share-none-stranger = Please sign in to share articles with friends.
share-none-many = You have made as many share links as one can make within a day: { $limit }. You find them on your account page, and can make new ones later.
share-none-off = Share links are not made on this site.

shared-many-misses = There were many links from your network that do not exist. Please wait a few minutes.
shared-gone-heading = This article is gone
shared-gone-words = The article that was shared with you is no longer on this site.

shares-title = Your share links
shares-made = You have made { $links ->
    [one] { $links } link
   *[other] { $links } links
}.
shares-brought = { $readers ->
    [0] Nobody has read by { $links ->
        [one] it
       *[other] them
    } yet
    [1] One reader has come
   *[other] { $readers } readers have come
}{ $joined ->
    [0] .
    [1] , and one person became a member.
   *[other] , and { $joined } people became members.
}
shares-back = Back to your account
shares-days-heading = The last 30 days
shares-chart = Readers on each day from { $from } to { $to }, at most { $most } in one day
shares-table = The days as a table
shares-table-day = Day
shares-table-readers = Readers
shares-table-none = No readers on these days
shares-links-heading = Links
shares-live = Live
shares-expired = Expired
shares-used-up = Used up
shares-ended = Ended
shares-line-live = { $place }, made { $made }, good until { $ends }
shares-line-used-up = { $place }, made { $made }, open to its readers until { $ends }
shares-line-ended = { $place }, made { $made }, ended { $ends }
shares-line-counts = { $readers } of { $limit ->
    [one] { $limit } reader
   *[other] { $limit } readers
}, { $openings ->
    [0] not opened yet
    [1] opened once, { $joined ->
        [0] none joined
       *[other] { $joined } joined
    }
   *[other] opened { $openings } times, { $joined ->
        [0] none joined
       *[other] { $joined } joined
    }
}
shares-by-day = Readers by day: { $days }
shares-by-day-none = Readers by day: none
shares-link-for = Share link for { $article }
shares-end = End now<span class="unseen"> the link for { $article }</span>
shares-no-more = There is nothing on this page.
shares-none = You have made no share links yet. Open an article that you like and choose “Share” below its title.
shares-pager = More share links
shares-counted = A reader is a browser: nobody’s name or address. You, previews and reloads within half an hour are not counted.
shares-name-heading = Your name
shares-name-shown = Friends see “{ $name }” on the articles that you share.
shares-name-empty = Friends see no name, since your account has none. If you give one there, they see it on the articles that you share.
shares-name-hide = Show no name
shares-name-could = Friends see no name. If you say yes, they see “{ $name }” on the articles that you share.
shares-name-show = Show my name
shares-name-missing = Friends see no name. If you want them to see yours, give it on <a href="{ $link }">your account page</a> first.
shares-saved-name = Your choice is saved.
shares-saved-end = That link is ended. Whoever opens it now meets the wall.
shares-article-gone = An article that is gone
