# Was jede Seite umgibt.

skip = Zum Text springen
nav-membership = Mitgliedschaft
nav-account = Konto
nav-join = Mitglied werden
nav-sign-in = Anmelden
footer-membership = Mitgliedschaft
footer-feed = Feed
