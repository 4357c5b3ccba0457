# What stands around every page.

skip = Skip to the text
nav-membership = Membership
nav-account = Account
nav-join = Join
nav-sign-in = Sign in
footer-membership = Membership
footer-feed = Feed
