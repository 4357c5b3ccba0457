# Les expériences à la rédaction.
staff-nav-experiments = Expériences
staff-audit-experiment-started = Expérience lancée
staff-audit-experiment-stopped = Expérience arrêtée
staff-audit-experiment-lifted = Ce qu’une expérience avait laissé a été levé
staff-experiments-title = Expériences
staff-experiments-lead = Quel mur fait venir plus de membres ? Chaque lecteur rencontre une de ses variantes, et toujours la même.
staff-experiments-new = Lancer une expérience
staff-experiments-none = Il n’y a pas encore eu d’expérience.
staff-experiments-pages = D’autres expériences
staff-experiments-runs = en cours
staff-experiments-since = Lancée le { $date }
staff-experiments-ended = arrêtée le { $date }
staff-experiments-kept = la variante { $number } est gardée
staff-experiments-lifted = la variante { $number } a été gardée jusqu’au { $date }
staff-experiments-of = { $variants } variantes, { $articles ->
    [one] un article
   *[other] { $articles } articles
}
staff-experiments-too-few-days = Pas encore : une expérience dure au moins { $days } jours avant de dire quelque chose.
staff-experiments-too-few-walls = Pas encore : chaque variante doit avoir été montrée au moins { $walls } fois.
staff-experiments-no-difference = Pas encore : le hasard seul pourrait faire une différence aussi petite entre { $count } variantes.
staff-experiments-better = La variante { $number } est meilleure que toutes les autres.
staff-experiments-started-now = Elle est en cours : les lecteurs rencontrent les variantes dès maintenant.
staff-experiments-stopped-now = Elle est arrêtée.
staff-experiments-lifted-now = Les articles sont comme ils étaient.
staff-experiments-result = Résultat
staff-experiments-picture = Le taux de chaque variante et son intervalle du tableau ci-dessous, en barres
staff-experiments-variant = Variante
staff-experiments-between = Très probablement entre
staff-experiments-words = Nouveaux membres pour mille murs. Le vrai nombre est dans l’intervalle 19 fois sur 20. Une lettre demandée aujourd’hui peut encore avoir sa réponse.
staff-experiments-stop = L’arrêter
staff-experiments-keep = Ce que ses articles gardent
staff-experiments-keep-hint = Ce qui est gardé vaut jusqu’à ce qu’on le lève ici. Un article qui garde une variante n’est dans aucune autre expérience.
staff-experiments-keep-number = Variante { $number }
staff-experiments-keep-none = rien : comme c’était
staff-experiments-stop-now = Arrêter l’expérience
staff-experiments-lift = Comme avant
staff-experiments-lift-words = Tous les lecteurs rencontrent la variante { $number } jusqu’à ce qu’elle soit levée.
staff-experiments-lift-now = La lever
staff-experiments-variants-heading = Variantes
staff-experiments-number = Variante { $number }
staff-experiments-as-it-is = Ne change rien : le mur comme il est.
staff-experiments-heading = Titre du mur
staff-experiments-text = Texte du mur
staff-experiments-button = Bouton
staff-experiments-lead-words = Mots du début
staff-experiments-lead-hint = Il finit à la fin d’un paragraphe. Jamais plus que ce qu’un article montre déjà.
staff-experiments-unlock = Ce qu’ouvre une adresse
staff-experiments-as-settings = comme le disent les réglages
staff-experiments-proved = rien avant qu’elle soit confirmée
staff-experiments-asked = cet article tout de suite
staff-experiments-providers = Accès en plus de la lettre
staff-experiments-no-providers = aucun
staff-experiments-articles = Articles
staff-experiments-more = { $count ->
    [one] Et un autre.
   *[other] Et { $count } autres.
}
staff-experiments-new-lead = Changez une chose et voyez ce qu’elle fait. Un champ vide ne change rien ; une variante sans changement est omise, sauf la première.
staff-experiments-first-hint = Le plus souvent le mur comme il est : laissez tout en l’état.
staff-experiments-name = Nom
staff-experiments-articles-hint = Chemins d’articles derrière un mur, un par ligne, { $most } au plus ; ou * pour tous ceux du site en ce moment.
staff-experiments-another = Variante { $number }, si vous en voulez une de plus
staff-experiments-start = La lancer
staff-experiments-bad-name = Donnez-lui un nom de { $most } caractères au plus.
staff-experiments-no-articles = Nommez au moins un article derrière un mur, et { $most } au plus.
staff-experiments-too-many-articles = Nommez { $most } articles au plus, ou * pour tous.
staff-experiments-no-article = Il n’y a pas d’article derrière un mur à { $path }.
staff-experiments-variants = Il faut au moins deux variantes, et { $most } au plus : changez quelque chose dans la deuxième.
staff-experiments-same = Deux des variantes sont les mêmes. Chacune des { $most } doit être une autre.
staff-experiments-bad-text = Le texte de la variante { $number } est trop long ou contient des signes que personne ne peut lire.
staff-experiments-bad-lead = Les mots du début de la variante { $number } doivent être un nombre de 1 à 2000.
staff-experiments-clash = { $path } est déjà dans l’expérience « { $name } » ou en garde la variante. Arrêtez-la ou levez-la d’abord.
staff-experiments-full = Il y a autant d’expériences qu’il peut y en avoir. Arrêtez-en ou levez-en une d’abord.
