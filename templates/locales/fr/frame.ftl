# The header and footer of every page.

skip = Aller au texte
nav-membership = Adhésion
nav-account = Compte
nav-join = Devenir membre
nav-sign-in = Se connecter
footer-membership = Adhésion
footer-feed = Flux
