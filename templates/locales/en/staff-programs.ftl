# Programs of the publisher's own, and the guide to the API.
staff-nav-programs = Programs
staff-programs-title = Programs
staff-programs-lead = What may ask through the API, each with a key of its own.
staff-programs-guide = The guide to the API
staff-programs-key = The new key
staff-programs-key-words = Give it to your program now: it is shown once. Whoever has it may do what it may.
staff-programs-none = No program has a key yet.
staff-programs-ended = ended { $date }
staff-programs-expired = no longer good
staff-programs-made = since { $date }
staff-programs-until = until { $date }
staff-programs-used = last used { $date }
staff-programs-unused = not used yet
staff-programs-end = End
staff-programs-sure = Yes, end it
staff-programs-not-sure = Tick the box to end a program: its key opens nothing any more after that.
staff-programs-done-ended = Its key opens nothing any more.
staff-programs-add = Let a program in
staff-programs-name = Name
staff-programs-name-hint = So that you know later what it is for.
staff-programs-scopes = What it may do
staff-programs-days = How long
staff-programs-no-end = until you end it
staff-programs-some-days = { $count ->
    [one] one day
   *[other] { $count } days
  }
staff-programs-make = Make a key
staff-programs-no-name = Please give it a name of up to 60 characters.
staff-programs-no-scope = Please choose at least one thing it may do.
staff-programs-full = There are as many programs as there may be. End one first.
staff-scope-members-read = read members
staff-scope-members-write = block and sign out members
staff-scope-members-erase = erase members
staff-scope-consents-read = read consents
staff-scope-articles-read = read the list of articles
staff-scope-articles-write = put articles and change their access
staff-scope-shares-read = read share links
staff-scope-shares-write = end share links
staff-scope-numbers-read = read numbers
api-title = The API
api-lead = For programs. This guide is in English.
api-document = The same for programs (OpenAPI 3.1)
