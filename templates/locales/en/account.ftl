# The member's own page and what leads from it.

account-title = Your account
account-since = A member of { $site } since { $date }.
account-since-named = { $name }, a member of { $site } since { $date }.
account-sign-out = Sign out
account-staff = Staff area

account-name-heading = Name
account-name = Your name
account-name-hint = You can leave this empty.
account-name-save = Save the name

account-address-heading = Address
account-address-now = You sign in with <strong>{ $address }</strong>.
account-address-new = New email address
account-address-hint = We send a letter there. The change counts once you confirm it.
account-address-change = Change the address

account-identities-heading = Accounts you sign in with
account-identities-each = Each of these signs you in. Your address always remains as a way in, too.
account-identities-none = Connect an account you already have, and it signs you in at once, without waiting for a letter. Your address always remains as a way in, too.
account-identity-times = Connected { $connected }, last used { $used }
# What only a screen reader says stands within the span.
account-disconnect = Disconnect<span class="unseen"> { $account }</span>
account-disconnect-shown = Disconnect<span class="unseen"> { $account }, { $shown }</span>
account-connect = Connect { $provider }
account-connect-another = Connect { $provider } once more

account-news-heading = News
account-news-yes = We send you news from { $site } now and then.
account-news-stop = Stop sending me news
account-news-no = We send you no news. If you say yes, this is what you agree to: “{ $wording }”
account-news-send = Send me news

account-shares-heading = Share links
account-shares-words = See the links that you gave to friends, how many readers each one has had, and end the ones you no longer want.
account-shares-open = See my share links

account-sessions-heading = Where you are signed in
account-session-current = This browser
account-session-times = Signed in { $created }, last seen { $seen }
account-session-end = Sign out<span class="unseen"> { $browser }</span>
account-sessions-end-all = Sign out everywhere

# A browser on a system, as in Firefox on Linux.
agent = { $browser } on { $system }
agent-unknown = An unknown browser

account-consents-heading = What you agreed to
account-consents-none = Nothing so far.
account-consent-yes = <strong>{ $purpose }</strong>: you agreed on { $date }
account-consent-no = <strong>{ $purpose }</strong>: you said no on { $date }
account-consent-wording = “{ $wording }”
account-purpose-news = News

account-data-heading = Your data
account-data-words = You can download everything we keep about you as a JSON file.
account-data-download = Download my data
account-data-end = You can also end your membership and delete all of it.
account-data-delete = Delete my account

account-error-names = You have changed your name often today. Please try again tomorrow.
account-saved-name = Your name is saved.
account-saved-news = Your choice about news is saved.
account-saved-session = That browser is signed out.
account-saved-address = Your address is changed. All other browsers are signed out.
account-saved-connected = The account is connected. From now on it signs you in.
account-saved-already-connected = That account was connected already.
account-saved-disconnected = The account is disconnected. Your address always signs you in.

account-problem-cancelled = You did not finish connecting the account. Nothing was changed.
account-problem-failed = The provider could not sign you in. Nothing was changed.
account-problem-anothers = That account belongs to another membership, or you have connected very many. Nothing was changed.
account-problem-signed-in = You are signed in as this member, and the account is another's or nobody's. Nothing was changed. To use it, sign out first; to add it here, connect it below.
account-problem-not-fresh = Your sign-in was no longer fresh when you came back. Please start again.

name-too-long = Please keep the name to 80 characters.
name-unshowable = The name has a character that cannot be shown.
address-already = This is your address already.

delete-title = Delete your account
delete-what = This deletes everything we keep about <strong>{ $address }</strong>:
delete-membership = your membership, your name, and your address
delete-sessions = every place where you are signed in
delete-rest = all you have agreed to, and all other data tied to you
delete-at-once = It happens at once and cannot be undone. You can join again later, as a new member.
delete-sure = Yes, delete my account and everything in it.
delete-not-sure = Please tick the box to show that you are sure.
delete-last-owner = You are the last owner of the site. Make somebody else an owner first, so that it is not left alone.
delete-button = Delete my account
delete-keep = Keep my account
deleted-heading = Goodbye
deleted-words = Your membership and everything that belonged to it are deleted. We have sent you one last letter to say so.

undo-title = Undo the change of address
undo-done = Your old address is back
undo-done-words = You sign in with <strong>{ $address }</strong> again. Every browser is signed out, and every account you signed in with is disconnected.
undo-dead = This link has been used or has expired
undo-dead-words = The change of address can no longer be undone here. Sign in to see the address of your account.
undo-changed = The address of this account was changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>. If that was not you, take the old address back.
undo-take-back = Take back { $address }
undo-nothing = If you made the change yourself, close this page and nothing happens.
undo-taken-heading = This cannot be undone
undo-taken-words = Your old address belongs to another membership by now, so it cannot be brought back. You can sign in with it.

unsubscribe-title = Stop the news
unsubscribe-done = No more news
unsubscribe-done-words = We send no more news to <strong>{ $address }</strong>. You stay a member and can read on as before.
unsubscribe-words = We then send no more news from { $site } to <strong>{ $address }</strong>. You stay a member.
unsubscribe-button = Stop sending me news

# Labels of ways that lead on.
go-front = To the front page
go-account = To your account
go-sign-in = Sign in
