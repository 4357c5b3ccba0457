# Asking for a letter, proving an address, and signing in with an account elsewhere.

sign-in-title = Sign in
sign-in-heading = Sign in or join
sign-in-ask = Give us your email address.
sign-in-ask-or-account = Use an account you already have, or your email address.
sign-in-new = If you are new here, this makes you a member of { $site }. It is free.
sign-in-send = Send me a letter
sign-in-brings = The letter brings a link and a code. Use either one. There is no password.
sign-in-what = What membership is

# The form that stands on many pages.
ask-address = Email address
news-wording = Send me news from { $site } by email now and then. I can stop this at any time.
provider-continue = Continue with { $provider }
provider-or = or with a letter

step-up-title = Confirm it is you
step-up-while = You have been signed in for a while. Before you go on, we send a fresh letter to your address.
step-up-needs = This step needs a fresh sign-in. We send a letter to <strong>{ $address }</strong>. Open the link in it or type the code, and you can go on.
step-up-back = Back to your account

sent-title = Look into your inbox
sent-open-friend = Your friend’s link lets you read the article. Confirm your address to become a member and read the others.
sent-open-day = The article is open in this browser for a day. To read the others, confirm your address.
sent-read-now = Read the article now
sent-ask-new = Ask for a new letter. It brings a new link and a new code.
sent-ask-new-button = Ask for a new letter
sent-on-its-way = A letter is on its way to <strong>{ $address }</strong>.
sent-if-asked = If you asked for a letter in this browser, it is on its way.
sent-open-or-type = Open the link in it, or type the code here.
sent-both-work = { $minutes ->
    [one] Both work for { $minutes } minute.
   *[other] Both work for { $minutes } minutes.
}
sent-told = { $provider } told us this address.
sent-connects = Confirm it here, in this browser, and { $provider } is connected. Next time it signs you in straight away.
sent-code = Code from the letter
sent-code-hint = Eight digits, such as 1234 5678
sent-confirm = Confirm the code
sent-nothing-came = Nothing came? Look into your spam folder, or <a href="{ $link }">ask again</a>. Type the code in this browser.
sent-link-anywhere = The link works in any browser.
sent-link-connects = The link works in any browser, but connects { $provider } in this one alone.
sent-demo = This is a demo, and no mail is sent: <a href="{ $link }">your letter is here</a>.

code-wrong = That code is not right. Please look at the newest letter: it has eight digits.
code-wrong-last = That code is not right, and it cannot be tried again. Please ask for a new letter.
code-dead = That code is no longer good.
code-no-tries = There were too many wrong codes. Please ask for a new letter.
code-too-many = There were too many wrong codes, so this one can no longer be used.
code-used = This code has been used, or a newer letter has taken its place.
code-expired = This code has expired.

link-welcome = Welcome
link-use-button = Use the button, and you are in.
link-confirm-title = Confirm your new address
link-change = From now on you sign in with <strong>{ $address }</strong>. Your other browsers are signed out.
link-change-accounts = From now on you sign in with <strong>{ $address }</strong>. Your other browsers are signed out, and accounts that signed this member in are disconnected.
link-connects = This also connects { $provider }, which then signs you in straight away.
link-elsewhere = This signs you in here. { $provider } is connected only when you use the code or the link in the browser where you started.
link-current = You are signed in here as <strong>{ $address }</strong>. The button signs that member out first.
link-confirm = Confirm <span class="whole">{ $address }</span>
link-sign-in = Sign in as <span class="whole">{ $address }</span>
link-not-asked = You did not ask for this? Close this page and nothing happens.

link-dead-title = This link does not work
link-dead-unknown = We do not know this link
link-dead-unknown-words = Perhaps a part of it was lost on the way. Open it from the letter again, or ask for a new letter.
link-dead-used = This link has been used or has expired
link-dead-used-words = Each link works once, and only for a short time. A new letter brings a new one.
link-dead-send = Send me a new letter
link-dead-same-address = It goes to the same address as before.
link-dead-ask = Ask for a new letter

with-address-title = Your email address
with-address-heading = One thing is missing
with-address-ask = { $provider } did not tell us your email address. Give it here and confirm it with our letter; from then on { $provider } signs you in.
with-address-brings = The letter brings a link and a code. Use either one in this browser, so that { $provider } is connected.

welcome-title = Welcome
welcome-heading = Welcome to { $site }
welcome-member = You are a member now, and every article is open to you. From now on { $provider } signs you in, or a letter to <strong>{ $address }</strong>.
welcome-news = May we send you news? If you say yes, this is what you agree to: “{ $wording }”
welcome-news-yes = Yes, send me news
welcome-news-no = No, thank you
welcome-either-way = Either way you go on from here. You can change your answer on <a href="{ $link }">your account page</a> at any time.

effort-title = One moment
effort-heading = One moment, please
effort-many = Very many letters are being asked for right now. Yours is one step away.
effort-wait = { $seconds ->
    [1] Please press the button in about one second.
   *[other] Please press the button in about { $seconds } seconds.
}
effort-wait-minutes = Please press the button in about two minutes.
# Takes the place of the sentence before it where a script does the work.
effort-working = Your browser is doing a small piece of work. The letter leaves by itself.
effort-send = Send me the letter
effort-why = This keeps those away who ask for thousands of letters at once.

repost-title = One moment
repost-answered = { $provider } has answered. If this page does not go on by itself, use the button.
repost-continue = Continue

# An address that cannot be one.
address-empty = Please enter your email address.
address-too-long = This address is too long.
address-not-one-at = An email address has exactly one @, as in name@example.org.
address-local = The part before the @ has a character that we cannot write to.
address-domain = The part after the @ is not the name of a mail host, such as example.org.

# Why not now.
refused-network = Many letters were asked for from your network. Please wait a little and try again.
refused-signed-out = You have been signed out meanwhile. Please sign in again.
refused-effort = Very many letters are being asked for right now. Please try again in a moment.
refused-proofs = There were many wrong codes or links from your network. Please wait a minute and try again.
refused-starts = Many sign-ins were begun from your network. Please wait a minute, or use a letter.
refused-answers = Many sign-ins from your network came to nothing. Please wait a little, or use a letter.

taken-heading = This address is in use
taken-words = There is a membership with this address already. You can sign in with it instead; nothing was changed.
blocked-heading = You cannot sign in
blocked-words = This membership was blocked by the people who run this site. Please write to them if you think that is a mistake.

# Back from a provider.
provider-cancelled = You did not finish signing in with { $provider }. Nothing was changed. You can try again, or use a letter.
provider-failed = { $provider } could not sign you in. Nothing was changed. You can try again, or use a letter.
provider-not-accepted = The answer from { $provider } could not be accepted, and you are not signed in by it. Please try again, or use a letter.
provider-no-answer = { $provider } did not answer as it should. That is not your fault. You can try again in a little while, or use a letter now.
provider-finished-heading = This was finished already
provider-finished-words = You are signed in here. This answer was used already, or belongs to another sign-in. Nothing was changed.
provider-dead-heading = This sign-in cannot be finished
provider-dead-words = It took longer than ten minutes, was finished already, or began in another browser. Nothing was changed. Please start again.
provider-not-connected = The account was not connected
provider-bad-address = Something in the address of this page stands twice or is not right.
provider-bad-start = Please start from your account page: this link was not made there.
provider-bad-answer = The provider's answer did not arrive whole. Please start the sign-in again.
