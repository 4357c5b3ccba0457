# The roll of members, and one of them, as the desk sees them.
staff-nav-members = Members
staff-members-title = Members
staff-members-count = { $count ->
    [one] One member
   *[other] { $count } members
}; { $proved } have proved their address.
staff-members-search = Search
staff-members-search-hint = The beginning of an address, of its host (@example.org) or of a name.
staff-members-filters = Filters
staff-members-joined-from = Joined from
staff-members-joined-to = Joined up to
staff-members-seen-since = Seen since
staff-members-not-seen-since = Not seen since
staff-members-site = Site
staff-members-any = Any
staff-members-way = Came in by
staff-members-news = News
staff-members-news-yes = Agreed
staff-members-news-no = Not agreed
staff-members-blocked = Only blocked members
staff-members-unproved = Only members who never proved their address
staff-members-find = Find
staff-members-all = Show all
staff-members-cut = More members begin like this than are shown. Type a letter more.
staff-members-who = Member
staff-members-joined = Joined
staff-members-seen = Last seen
staff-members-none = Nobody is like this.
staff-members-pages = More members
staff-members-is-blocked = blocked
staff-members-is-unproved = not proved
staff-members-bad-search = Please search with 200 characters at most.
staff-members-bad-day = Please write days as in 2026-10-04.
staff-members-bad-choice = Please choose yes or no.
staff-way-link = a letter’s link
staff-way-code = a letter’s code
staff-export-title = Take out
staff-export-words = Each export is kept in the account of changes. The file for a mailing system holds only who agreed to news, with when and to which words.
staff-export-members = All members (CSV)
staff-export-filtered = These members (CSV)
staff-export-news = Who agreed to news (CSV)
staff-member-came = How they came
staff-member-proved = Address proved
staff-member-for = Came for
staff-member-article-gone = an article that is gone
staff-member-act = What you can do
staff-member-beyond = This member runs the site: only an owner can do this.
staff-member-sign-out = Sign out everywhere
staff-member-block = Block
staff-member-unblock = Unblock
staff-member-erase = Erase this member
staff-member-consents = What they agreed to
staff-member-yes = Yes to { $purpose }
staff-member-no = No to { $purpose }
staff-member-identities = Accounts elsewhere
staff-member-since-used = since { $since }, used on { $used }
staff-member-sessions = Browsers
staff-member-since-seen = since { $since }, seen { $seen }
staff-member-shares = Share links
staff-member-shares-sum = { $links ->
    [one] One link
   *[other] { $links } links
}; readers: { $readers }; new members: { $joined }.
staff-member-share-counts = readers: { $readers }, new members: { $joined }
staff-member-comments = Latest comments
staff-member-comment-published = shown
staff-member-comment-held = waits
staff-member-comment-removed = removed by staff
staff-member-comment-deleted = deleted by its writer
staff-member-letters = Letters
staff-member-letters-words = Of the last seven days, and what became of them.
staff-letter-kind-sign-in = Sign-in
staff-letter-kind-change-address = Change of address
staff-letter-kind-address-changed = Address changed
staff-letter-kind-welcome = Welcome
staff-letter-kind-new-browser = Sign-in from a new browser
staff-letter-kind-account-deleted = Membership deleted
staff-letter-kind-identity-linked = Account connected
staff-letter-kind-identity-unlinked = Account disconnected
staff-letter-kind-comment-answer = Answers to a comment
staff-letter-kind-comment-digest = Comments that wait
staff-letter-kind-invitation = Invitation
staff-letter-sent = sent
staff-letter-refused = refused
staff-letter-expired = given up
staff-letter-withheld = not sent
staff-letter-waiting = waits
staff-letter-tries = { $count ->
    [one] one try
   *[other] { $count } tries
}
staff-member-deeds = What staff did
staff-member-none = None.
staff-member-done-block = The member is blocked and signed out.
staff-member-done-unblock = The member may sign in again.
staff-member-done-sign-out = The member is signed out in every browser.
staff-erase-title = Erase a member
staff-erase-words = <strong>{ $address }</strong> and everything that belongs to this membership goes, at once and for good: browsers, consents, share links, held comments. Published comments stay, as a former member’s. A last letter tells them.
staff-erase-type = Type the address to confirm
staff-erase-submit = Erase for good
staff-erase-back = Back, and erase nothing
staff-erase-other = This is another address.
staff-erase-done = The member is erased.
staff-export-cut = More members begin like this than a search looks at. Type a letter more, or take out all of them.
