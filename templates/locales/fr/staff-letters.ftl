# The outbox, as the desk sees it.
staff-nav-letters = Courriels
staff-letters-title = Courriels
staff-letters-lead = { $count ->
    [0] Rien n’attend d’être envoyé.
    [one] { $count } courriel attend d’être envoyé.
   *[other] { $count } courriels attendent d’être envoyés.
}
staff-letters-all = Tout afficher des sept derniers jours
staff-letters-only = N’afficher que ce qui attend
staff-letters-due = nouvel essai { $at }
staff-letters-hurry = Essayer maintenant
staff-letters-none = Aucun courriel.
staff-letters-pages = D’autres courriels
staff-letters-suppressed = Adresses auxquelles on n’écrit plus
staff-letters-suppressed-words = Leurs serveurs ont dit que la boîte n’existe pas. Nous gardons une clé de l’adresse et non l’adresse : saisissez-la pour lui écrire de nouveau.
staff-letters-suppressed-none = Il n’y en a pas.
staff-letters-lift-address = Adresse
staff-letters-lift = Lui écrire de nouveau
staff-letters-not-suppressed = On écrit déjà à cette adresse.
staff-letters-done-hurry = Le courriel est essayé maintenant.
staff-letters-done-lift = On écrit de nouveau à l’adresse.
staff-audit-letter-hurried = Courriel essayé aussitôt
staff-audit-suppression-lifted = Adresse de nouveau utilisée
