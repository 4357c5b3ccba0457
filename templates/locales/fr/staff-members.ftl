# The roll of members, and one of them, as the desk sees them.
staff-nav-members = Membres
staff-members-title = Membres
staff-members-count = { $count ->
    [one] { $count } membre
   *[other] { $count } membres
} ; { $proved } ont confirmé leur adresse.
staff-members-search = Rechercher
staff-members-search-hint = Le début d’une adresse, de son hôte (@example.org) ou d’un nom.
staff-members-filters = Filtres
staff-members-joined-from = Inscrits depuis le
staff-members-joined-to = Inscrits jusqu’au
staff-members-seen-since = Vus depuis le
staff-members-not-seen-since = Pas vus depuis le
staff-members-site = Site
staff-members-any = Tous
staff-members-way = Arrivé par
staff-members-news = Nouvelles
staff-members-news-yes = D’accord
staff-members-news-no = Pas d’accord
staff-members-blocked = Seulement les membres bloqués
staff-members-unproved = Seulement les membres qui n’ont jamais confirmé leur adresse
staff-members-find = Trouver
staff-members-all = Tout afficher
staff-members-cut = Plus de membres commencent ainsi qu’il n’en est affiché. Saisissez une lettre de plus.
staff-members-who = Membre
staff-members-joined = Inscrit
staff-members-seen = Vu en dernier
staff-members-none = Personne ne correspond.
staff-members-pages = D’autres membres
staff-members-is-blocked = bloqué
staff-members-is-unproved = non confirmé
staff-members-bad-search = Veuillez chercher avec 200 caractères au plus.
staff-members-bad-day = Veuillez écrire les jours comme 2026-10-04.
staff-members-bad-choice = Veuillez choisir oui ou non.
staff-way-link = lien du courriel
staff-way-code = code du courriel
staff-export-title = Exporter
staff-export-words = Chaque export est consigné dans le journal. Le fichier pour un système d’envoi ne contient que qui a accepté les nouvelles, avec la date et les mots.
staff-export-members = Tous les membres (CSV)
staff-export-filtered = Ces membres (CSV)
staff-export-news = Qui a accepté les nouvelles (CSV)
staff-member-came = Comment ils sont venus
staff-member-proved = Adresse confirmée
staff-member-for = Venu pour
staff-member-article-gone = un article disparu
staff-member-act = Ce que vous pouvez faire
staff-member-beyond = Ce membre gère le site : seul un propriétaire le peut.
staff-member-sign-out = Déconnecter partout
staff-member-block = Bloquer
staff-member-unblock = Débloquer
staff-member-erase = Effacer ce membre
staff-member-consents = Ce qu’ils ont accepté
staff-member-yes = Oui à { $purpose }
staff-member-no = Non à { $purpose }
staff-member-identities = Comptes ailleurs
staff-member-since-used = depuis le { $since }, utilisé le { $used }
staff-member-sessions = Navigateurs
staff-member-since-seen = depuis { $since }, vu { $seen }
staff-member-shares = Liens partagés
staff-member-shares-sum = { $links ->
    [one] { $links } lien
   *[other] { $links } liens
} ; lecteurs : { $readers } ; nouveaux membres : { $joined }.
staff-member-share-counts = lecteurs : { $readers }, nouveaux membres : { $joined }
staff-member-comments = Derniers commentaires
staff-member-comment-published = affiché
staff-member-comment-held = en attente
staff-member-comment-removed = retiré par l’équipe
staff-member-comment-deleted = supprimé par son auteur
staff-member-letters = Courriels
staff-member-letters-words = Des sept derniers jours, et ce qu’ils sont devenus.
staff-letter-kind-sign-in = Connexion
staff-letter-kind-change-address = Changement d’adresse
staff-letter-kind-address-changed = Adresse changée
staff-letter-kind-welcome = Bienvenue
staff-letter-kind-new-browser = Connexion depuis un nouveau navigateur
staff-letter-kind-account-deleted = Adhésion supprimée
staff-letter-kind-identity-linked = Compte associé
staff-letter-kind-identity-unlinked = Compte dissocié
staff-letter-kind-comment-answer = Réponses à un commentaire
staff-letter-kind-comment-digest = Commentaires en attente
staff-letter-kind-invitation = Invitation
staff-letter-sent = envoyé
staff-letter-refused = refusé
staff-letter-expired = abandonné
staff-letter-withheld = non envoyé
staff-letter-waiting = en attente
staff-letter-tries = { $count ->
    [one] { $count } essai
   *[other] { $count } essais
}
staff-member-deeds = Ce que l’équipe a fait
staff-member-none = Aucun.
staff-member-done-block = Le membre est bloqué et déconnecté.
staff-member-done-unblock = Le membre peut se reconnecter.
staff-member-done-sign-out = Le membre est déconnecté de tous ses navigateurs.
staff-erase-title = Effacer un membre
staff-erase-words = <strong>{ $address }</strong> et tout ce qui appartient à cette adhésion disparaît, aussitôt et pour toujours : navigateurs, consentements, liens partagés, commentaires en attente. Les commentaires publiés restent, comme ceux d’un ancien membre. Un dernier courriel le leur dit.
staff-erase-type = Saisissez l’adresse pour confirmer
staff-erase-submit = Effacer pour toujours
staff-erase-back = Revenir sans rien effacer
staff-erase-other = C’est une autre adresse.
staff-erase-done = Le membre est effacé.
staff-export-cut = Plus de membres commencent ainsi qu’une recherche n’en regarde. Saisissez une lettre de plus, ou exportez-les tous.
