# Vos propres programmes, et le guide de l’API.
staff-nav-programs = Programmes
staff-programs-title = Programmes
staff-programs-lead = Ce qui peut demander par l’API, chacun avec sa propre clé.
staff-programs-guide = Guide de l’API
staff-programs-key = La nouvelle clé
staff-programs-key-words = Donnez-la maintenant à votre programme : elle n’est affichée qu’une fois. Qui l’a peut ce que le programme peut.
staff-programs-none = Aucun programme n’a encore de clé.
staff-programs-ended = terminé le { $date }
staff-programs-expired = n’est plus valable
staff-programs-made = depuis le { $date }
staff-programs-until = jusqu’au { $date }
staff-programs-used = dernière utilisation : { $date }
staff-programs-unused = pas encore utilisé
staff-programs-end = Terminer
staff-programs-sure = Oui, y mettre fin
staff-programs-not-sure = Cochez la case pour mettre fin à un programme : ensuite sa clé n’ouvre plus rien.
staff-programs-done-ended = Sa clé n’ouvre plus rien.
staff-programs-add = Admettre un programme
staff-programs-name = Nom
staff-programs-name-hint = Pour savoir plus tard à quoi il sert.
staff-programs-scopes = Ce qu’il peut faire
staff-programs-days = Combien de temps
staff-programs-no-end = jusqu’à ce que vous y mettiez fin
staff-programs-some-days = { $count ->
    [one] un jour
   *[other] { $count } jours
  }
staff-programs-make = Créer une clé
staff-programs-no-name = Donnez-lui un nom de 60 caractères au plus.
staff-programs-no-scope = Choisissez au moins une chose qu’il peut faire.
staff-programs-full = Il y a autant de programmes qu’il peut y en avoir. Mettez d’abord fin à l’un d’eux.
staff-scope-members-read = lire les membres
staff-scope-members-write = bloquer et déconnecter des membres
staff-scope-members-erase = effacer des membres
staff-scope-consents-read = lire les consentements
staff-scope-articles-read = lire la liste des articles
staff-scope-articles-write = mettre des articles en ligne et changer leur accès
staff-scope-shares-read = lire les liens de partage
staff-scope-shares-write = mettre fin à des liens de partage
staff-scope-numbers-read = lire les chiffres
api-title = L’API
api-lead = Pour les programmes. Ce guide est en anglais.
api-document = La même chose pour les programmes (OpenAPI 3.1)
