# Letters. What is for the HTML form alone stands by itself; every other message is in both forms.

letter-open-account = Open my account

letter-sign-in-subject = Sign in to { $site }
letter-sign-in-link = Open this link, and you can read on:
letter-sign-in-button-words = Use the button, and you can read on.
letter-sign-in-button = Sign in
letter-confirm-subject = Confirm your new address for { $site }
letter-confirm-heading = Confirm your new address
letter-confirm-link = Open this link, and this address is the one you sign in with:
letter-confirm-button-words = Use the button, and this address is the one you sign in with.
letter-confirm-button = Confirm this address
letter-code-preheader = { $minutes ->
    [one] Your code is { $code }. It works for { $minutes } minute.
   *[other] Your code is { $code }. It works for { $minutes } minutes.
}
letter-code = Or type this code in the browser where you asked for it:
letter-code-connects = Use either one in the browser where you started, and from then on you can sign in with { $provider }.
letter-both-work = { $minutes ->
    [one] Both work once, for { $minutes } minute.
   *[other] Both work once, for { $minutes } minutes.
}
letter-keep = Please pass this letter on to nobody.
letter-not-asked = If you did not ask for this, do nothing.

letter-welcome-subject = Welcome to { $site }
letter-welcome-preheader = You are a member now. Every article is open to you.
letter-welcome-heading = You are a member now
letter-welcome-open = Welcome to { $site }. Every article is open to you, to its last line. It costs nothing.
letter-welcome-password = There is no password. When a browser does not know you, sign in again the way you joined. Your address always works: we send a letter to it.
letter-welcome-start = Start reading:
letter-welcome-button = Start reading
letter-welcome-account = On your account page you can download your data, change your address, or leave:
letter-welcome-account-link = On <a href="{ $link }">your account page</a> you can download your data, change your address, or leave.
letter-welcome-news = You get news from us because you asked for it. Stop the news:
letter-welcome-news-link = You get news from us because you asked for it. <a href="{ $link }">Stop the news</a>

letter-new-browser-subject = New sign-in to { $site }
letter-new-browser-heading = A new browser signed in
letter-new-browser-preheader = { $browser }, { $when }.
letter-new-browser-where = Somebody signed in to your account at { $site }:
letter-new-browser-link = If this was you, do nothing. If not, open your account and sign that browser out:
letter-new-browser-words = If this was you, do nothing. If not, open your account and sign that browser out.

letter-linked-subject = An account was connected at { $site }
letter-linked-heading = { $provider } is connected
letter-linked-preheader = If this was not you, disconnect it.
letter-linked-words = { $provider } was connected to your account at { $site }, { $when }. From now on it signs you in.
letter-linked-link = If this was you, do nothing. If not, open your account page, disconnect { $provider } there, and sign out everywhere:
letter-linked-not-you = If this was you, do nothing. If not, open your account page, disconnect { $provider } there, and sign out everywhere.

letter-unlinked-subject = An account was disconnected at { $site }
letter-unlinked-heading = { $provider } is disconnected
letter-unlinked-preheader = It no longer signs you in.
letter-unlinked-words = { $provider } was disconnected from your account at { $site }, { $when }. It no longer signs you in. Your address does: we send a letter to it.
letter-unlinked-link = If this was you, do nothing. If not, open your account page, disconnect what you do not know there, and sign out everywhere:
letter-unlinked-not-you = If this was you, do nothing. If not, open your account page, disconnect what you do not know there, and sign out everywhere.

letter-address-subject = Your address at { $site } was changed
letter-address-heading = Your address was changed
letter-address-preheader = { $days ->
    [one] If this was not you, take it back within { $days } day.
   *[other] If this was not you, take it back within { $days } days.
}
letter-address-words = The address of your account at { $site } was changed, { $when }. From now on you sign in with the new one.
letter-address-undo = If this was not you, take the change back:
letter-address-button = Undo the change
letter-address-works = { $days ->
    [one] This works for { $days } day.
   *[other] This works for { $days } days.
}
letter-address-was-you = If you made the change yourself, do nothing.

letter-deleted-subject = Your membership at { $site } was deleted
letter-deleted-heading = Your account is deleted
letter-deleted-preheader = Everything we kept about you is gone.
letter-deleted-words = Your membership of { $site } ended, { $when }. Everything we kept about you is deleted. This is our last letter to you.
letter-deleted-again = You are welcome to join again at any time.
