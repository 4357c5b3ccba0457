# The desk’s numbers.
staff-nav-numbers = Chiffres
staff-numbers-title = Chiffres
staff-numbers-period = Du { $from } au { $to }, à côté d’autant de jours avant
staff-numbers-periods = Période
staff-numbers-days = { $count } jours
staff-numbers-bad-days = Veuillez choisir une des périodes proposées.
staff-numbers-happened = Ce qui s’est passé
staff-numbers-what = Quoi
staff-numbers-now = Maintenant
staff-numbers-before = Avant
staff-numbers-change = Évolution
staff-numbers-views-stranger = Articles ouverts par des inconnus
staff-numbers-views-guest = Articles ouverts par des invités
staff-numbers-views-member = Articles ouverts par des membres
staff-numbers-walls = Murs affichés
staff-numbers-addresses = Adresses données
staff-numbers-joined = Nouveaux membres
staff-numbers-sign-ins = Connexions
staff-numbers-shares-made = Liens créés
staff-numbers-shares-admitted = Lecteurs entrés par des liens
staff-numbers-shares-joined = Nouveaux membres par des liens
staff-numbers-comments = Commentaires écrits
staff-numbers-funnel = Du mur au membre
staff-numbers-funnel-picture = Les étapes du tableau ci-dessous en barres
staff-numbers-funnel-words = Chaque taux se rapporte à l’étape précédente ; les deux de qui est revenu, aux nouveaux membres. Qui s’est inscrit récemment peut encore revenir.
staff-numbers-step = Étape
staff-numbers-count = Nombre
staff-numbers-rate = Taux
staff-numbers-back-7 = Revenus dans les 7 jours
staff-numbers-back-30 = Revenus dans les 30 jours
staff-numbers-chart = Par jour : { $total } en tout, { $most } au plus en un jour.
staff-numbers-table = En tableau
staff-numbers-day = Jour
staff-numbers-none = Rien encore.
staff-numbers-ways = Comment ils sont venus
staff-numbers-best-walls = Les meilleurs murs
staff-numbers-best-walls-words = Nouveaux membres pour mille murs, des articles avec vingt murs ou plus.
staff-numbers-article = Article
staff-numbers-per-thousand = Pour 1 000 murs
staff-numbers-sharing = Partage
staff-numbers-viral = { $sharers ->
    [one] { $sharers } membre a partagé.
   *[other] { $sharers } membres ont partagé.
} Les liens d’un membre amènent en moyenne { $readers } nouveaux lecteurs et { $joined } nouveaux membres.
staff-numbers-used-up = { $count ->
    [one] { $count } lien a atteint son nombre de lecteurs.
   *[other] { $count } liens ont atteint leur nombre de lecteurs.
}
staff-numbers-channel = Canal
staff-numbers-made = Créés
staff-numbers-opened = Ouverts
staff-numbers-admitted = Entrés
staff-numbers-best-sharers = Qui partage le mieux
staff-numbers-table-of = Tableau : { $name }
staff-numbers-of-site = Seulement le site { $name }
staff-numbers-of-author = Seulement les articles de { $name }
staff-numbers-of-topic = Seulement les articles sur { $name }
staff-numbers-of-article = Seulement l’article « { $name } »
staff-numbers-of-all = Tout afficher
staff-numbers-show = Afficher
staff-numbers-sources = D’où sont venus les nouveaux membres
staff-numbers-sources-words = D’après ce pour quoi ils sont venus, et la page qui les a menés là où ils ont donné leur adresse, quand leur navigateur l’a dit.
staff-numbers-by-article = Par article
staff-numbers-by-author = Par auteur
staff-numbers-by-topic = Par thème
staff-numbers-by-referrer = Par site
staff-numbers-by-campaign = Par campagne
