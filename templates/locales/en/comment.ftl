# The discussion under an article, its letters, and what staff see of it.

comment-heading = Discussion
comment-count = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
comment-count-wall = { $count ->
    [one] { $count } comment; members read it.
   *[other] { $count } comments; members read them.
}
comment-first = Be the first to comment on this article.
comment-none-yet = Nobody has commented on this article so far.
comment-sign-in-first = <a href="{ $link }">Sign in or become a member</a> to comment. It is free.
comment-sign-in = Sign in or become a member
comment-policy = Please read <a href="{ $link }">our commenting policy</a>.
comment-field = Your comment
comment-field-answer = Your answer
comment-hint = The name on your account stands beside it. You can write *emphasis*, lists, quotes and links in Markdown.
comment-hint-unnamed = You have given no name so far, and it is shown as by a member. You can write *emphasis*, lists, quotes and links in Markdown.
comment-name = Your name
comment-name-hint = It is kept for your account, and stands beside what you write. You can leave this empty.
comment-letters = Send me a letter when somebody answers
comment-submit = Publish the comment
comment-submit-answer = Publish the answer
comment-by-member = A member
comment-by-former = A former member
comment-edited = edited
comment-deleted = This comment was deleted by its writer.
comment-removed = This comment was removed.
comment-held = This comment is being looked at.
comment-waits = Only you see this so far. It is published once we have looked at it.
comment-answers = Answers
comment-more-answers = { $count ->
    [one] See the one answer
   *[other] See all { $count } answers
}
comment-thanks = { $count ->
    [one] { $count } thank you
   *[other] { $count } thank yous
}
comment-thank = Thank
comment-thanked = You thanked
comment-unthank-hint = Take your thanks back
comment-answer = Answer
comment-report = Report
comment-report-field = What is wrong with it?
comment-report-submit = Send the report
comment-edit = Edit
comment-delete = Delete
comment-delete-sure = It is gone for good. Answers to it stay.
comment-delete-submit = Delete my comment
comment-of = of { $name }
comment-newest = Newest first
comment-best = Best first
comment-order = Order
comment-more = More comments
comment-all = See the whole discussion
comment-waiting-heading = Your comments that wait

comment-page-title = Discussion of “{ $article }”
comment-back-to = Back to “{ $article }”
comment-to-article = Back to the article
comment-back = Back to the comment
comment-said-held = Thank you. We look at your comment before it is published.
comment-said-deleted = Your comment is deleted.
comment-said-reported = Thank you. We will look at that comment.
comment-said-letters = Your choice is saved.

comment-error-empty = Please write something first.
comment-error-long = Please keep a comment to 16 KB, which is about 3,000 words.
comment-bad-page = This page does not exist. Please start at the first one.
comment-bad-decision = There is no such decision.
comment-bad-letters = The answer about letters must be yes or no.
comment-error-pace = That was very soon after your last one. Please wait a little and send it again.

comment-stranger-heading = Sign in to take part
comment-stranger-words = Members discuss articles here. Membership is free.
comment-blocked-heading = You cannot comment here any more
comment-blocked-words = We have ended your part in the discussions. You can read on as before.
comment-gated-heading = This discussion is for readers of the article
comment-gated-words = A comment may quote the article, so it is read by whoever may read that. Membership is free, and opens both.
comment-late-heading = It is too late to change this
comment-late-words = A comment can be changed for 15 minutes. You can delete it and write another one.
comment-pace-heading = That was very often
comment-pace-words = Please wait a while before you send the next one.
comment-reason-heading = Please tell us what is wrong
comment-reason-words = A few words help us to understand the report; at most 1,000 characters.
comment-typed = What you typed

comment-edit-title = Edit your comment
comment-edit-about = It stands under “{ $article }”.
comment-edit-submit = Save the comment
comment-edit-cancel = Leave it as it is

comment-account-heading = Answers to you
comment-account-yes = We send you a letter when somebody answers a comment of yours.
comment-account-no = We send you no letter when somebody answers a comment of yours.
comment-account-stop = Stop these letters
comment-account-start = Send me these letters

comment-unsubscribe-title = Stop letters about answers
comment-unsubscribe-words = We then write no more to <strong>{ $address }</strong> when somebody answers a comment. You stay a member.
comment-unsubscribe-submit = Stop these letters
comment-unsubscribe-done-title = No more letters about answers
comment-unsubscribe-done = We write no more to <strong>{ $address }</strong> when somebody answers a comment.
comment-unsubscribe-front = To the front page

comment-answer-subject = Somebody answered you at { $site }
comment-answer-title = Somebody answered you
comment-answer-by = { $name } answered your comment on “{ $article }”:
comment-answer-by-member = A member answered your comment on “{ $article }”:
comment-answer-button = Read the answer
comment-answer-why = You get this letter because you asked for it when you commented.
comment-answer-stop = Stop these letters

comment-digest-subject = Comments wait for you at { $site }
comment-digest-title = Comments wait for you
comment-digest-held = { $count ->
    [0] None is held back.
    [one] One comment is held back.
   *[other] { $count } comments are held back.
}
comment-digest-reported = { $count ->
    [0] None was reported.
    [one] One comment was reported.
   *[other] { $count } comments were reported.
}
comment-digest-under = Under “{ $article }”: { $count }
comment-digest-button = Look at them

comment-staff-title = Comments that wait
comment-staff-lead = What is held back or was reported, the newest first. What you decide is kept with your reason.
comment-staff-none = Nothing waits. Everything is looked after.
comment-staff-under = on <a href="{ $link }">{ $article }</a>
comment-staff-gone-article = on an article that is gone
comment-staff-why-first = Held: none of this member’s comments was approved before.
comment-staff-why-link = Held: a new member’s, with a link in it.
comment-staff-why-all = Held: every comment waits.
comment-staff-reported = { $count ->
    [one] Reported once
   *[other] Reported { $count } times
}
comment-staff-reason = Reason
comment-staff-reason-hint = Kept with the decision. Needed to remove a comment or to block its writer; the writer can read it in their data.
comment-staff-approve = Approve
comment-staff-dismiss = Dismiss the reports
comment-staff-remove = Remove
comment-staff-block = Block the writer from commenting
comment-staff-unblock = Let them comment again
comment-staff-blocked = Members who may not comment
comment-staff-since = since { $date }
comment-staff-more-blocked = More of them
comment-staff-bring-back = Bring it back
comment-staff-decisions = Latest decisions
comment-staff-action-approve = Approved
comment-staff-action-remove = Removed
comment-staff-action-dismiss = Reports dismissed
comment-staff-action-block = Writer blocked
comment-staff-action-unblock = Writer unblocked
comment-staff-by = by staff { $staff }, about { $subject }
comment-staff-no-reason = No reason was given.
comment-staff-done-approve = The comment is approved.
comment-staff-done-remove = The comment is removed.
comment-staff-done-dismiss = The reports are settled.
comment-staff-done-block = Its writer may comment no more.
comment-staff-done-unblock = They may comment again.
comment-staff-error-changed = Its writer has changed it since you looked. Please read it again.
comment-staff-error-reason = Please give a reason: it is kept with the decision.
comment-staff-error-long = Please keep the reason to 1,000 characters.
comment-staff-pages = More comments that wait
comment-staff-deleted = Its writer has deleted it since. Readers do not see it; its words are here until the reports are settled.
comment-staff-more-decisions = Older decisions
