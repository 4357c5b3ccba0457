# The demo's own pages.

demo-letters-title = Letters of the demo
demo-letters = Letters
demo-letters-words = The demo sends nothing. Each letter it would send lies here, the newest first.
demo-letters-to = To { $address }, { $date }
demo-letters-none = No letters yet. <a href="{ $link }">Sign in</a> with any address, and the first one appears here.
demo-letters-all = All letters
demo-letter-links = Links in this letter
demo-letter-text = The letter as text
demo-letter-html = See it as HTML

demo-account = Demo account
demo-account-choose = Choose an account
demo-account-asks = { $site } asks who you are.
demo-account-stands-for = This stands for Google, Apple or another provider. It exists in the demo alone.
demo-account-make = Make one up
demo-account-or-make = Or make one up
demo-account-name = Name
demo-account-no-name = Please enter a name.
demo-account-address-hint = Leave this empty for an account that tells no address.
demo-account-verified = This account has verified the address
demo-account-cancel = Cancel
demo-account-refused = The demo account cannot go on
