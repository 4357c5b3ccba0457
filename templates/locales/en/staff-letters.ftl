# The outbox, as the desk sees it.
staff-nav-letters = Letters
staff-letters-title = Letters
staff-letters-lead = { $count ->
    [0] Nothing waits to be sent.
    [one] One letter waits to be sent.
   *[other] { $count } letters wait to be sent.
}
staff-letters-all = Show all of the last seven days
staff-letters-only = Show only what waits
staff-letters-due = tried again { $at }
staff-letters-hurry = Try now
staff-letters-none = No letters.
staff-letters-pages = More letters
staff-letters-suppressed = Addresses that are written to no more
staff-letters-suppressed-words = Their mail hosts said that there is no such mailbox. We keep a key of each address and not the address: type it to write to it again.
staff-letters-suppressed-none = There are none.
staff-letters-lift-address = Address
staff-letters-lift = Write to it again
staff-letters-not-suppressed = This address is written to already.
staff-letters-done-hurry = The letter is tried now.
staff-letters-done-lift = The address is written to again.
staff-audit-letter-hurried = Letter tried at once
staff-audit-suppression-lifted = Address written to again
