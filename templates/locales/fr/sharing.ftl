# Making share links, and what became of them.

share-summary = Partager
share-heading = Cet article plairait à quelqu’un que vous connaissez ?
share-heading-again = L’envoyer d’une autre manière
share-send = Envoyez-le à vos amis, gratuitement.
share-at-once = Ils le lisent tout de suite, sans inscription.
share-asks-first = Ils donnent une adresse et le lisent tout de suite.
share-good-for = Chaque lien est valable { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} et pour { $readers ->
    [one] { $readers } lecteur
   *[other] { $readers } lecteurs
}.
share-brought = Ce que vos liens ont donné

# Buttons of the box.
share-copy = Copier le lien
share-email = Courriel
share-x = Publier sur X
share-facebook = Facebook
share-pinterest = Pinterest
share-linkedin = LinkedIn
share-whatsapp = WhatsApp
share-device = Partager…

# The way a link was sent, in a list.
share-place-copy = Lien copié
share-place-email = Courriel
share-place-x = X
share-place-facebook = Facebook
share-place-pinterest = Pinterest
share-place-linkedin = LinkedIn
share-place-whatsapp = WhatsApp
share-place-device = Appareil

# What a script says once a link is made.
share-said-copied = Le lien est copié.
share-said-not-copied = Votre navigateur ne nous laisse pas copier. Voici le lien :
share-said-link = Voici le lien :
share-said-mail = Votre messagerie devrait s’ouvrir. Sinon, voici le lien :
share-said-blocked = Votre navigateur a bloqué le nouvel onglet.
share-said-open = L’ouvrir ici
share-link = Lien de partage

share-page-title = Votre lien de partage
share-page-heading = Voici votre lien de partage
share-page-opens = Toute personne qui l’ouvre peut lire <a href="{ $link }">{ $article }</a> tout de suite, gratuitement et sans inscription.
share-page-opens-address = Toute personne qui l’ouvre peut lire <a href="{ $link }">{ $article }</a> tout de suite, gratuitement, après avoir donné une adresse.
# A script puts other words in place of the first ones of this button for a while, so they stand in front.
share-copy-button = Copier
share-copy-link = Copier<span class="unseen"> le lien de l’article « { $article } »</span>
share-copied = Copié
share-page-good = Il est valable jusqu’au { $ends }, pour { $limit ->
    [one] { $limit } lecteur
   *[other] { $limit } lecteurs
} au plus ; { $readers ->
    [0] personne n’a encore lu l’article.
    [1] une personne a déjà lu l’article.
   *[other] { $readers } personnes ont déjà lu l’article.
}
share-page-mail = Écrire le courriel
share-page-continue = Continuer vers { $place }
share-page-back = Retour à l’article
share-page-shares = Vous trouverez ce que vos liens ont donné sous <a href="{ $link }">vos liens de partage</a>.

share-none-heading = Aucun lien n’a été créé
share-none-article = Cet article n’existe pas ici.
share-none-channel = Voici les seuls moyens de partager un article : { $known }.
share-none-open = Cet article est ouvert à tous et n’a pas besoin de lien de partage. Envoyez sa propre adresse : { $address }
share-none-stranger = Veuillez vous connecter pour partager des articles avec vos amis.
share-none-many = Vous avez créé autant de liens de partage qu’il est possible en un jour : { $limit }. Vous les trouverez sur la page de votre compte, et vous pourrez en créer d’autres plus tard.
share-none-off = Ce site ne propose pas de liens de partage.

shared-many-misses = Beaucoup de liens qui n’existent pas ont été ouverts depuis votre réseau. Veuillez attendre quelques minutes.
shared-gone-heading = Cet article n’est plus là
shared-gone-words = L’article partagé avec vous ne se trouve plus sur ce site.

shares-title = Vos liens de partage
shares-made = Vous avez créé { $links ->
    [one] { $links } lien
   *[other] { $links } liens
}.
shares-brought = { $readers ->
    [0] { $links ->
        [one] Personne ne l’a encore ouvert
       *[other] Personne ne les a encore ouverts
    }
    [1] Un lecteur est venu
   *[other] { $readers } lecteurs sont venus
}{ $joined ->
    [0] .
    [1] , et une personne est devenue membre.
   *[other] , et { $joined } personnes sont devenues membres.
}
shares-back = Retour à votre compte
shares-days-heading = Les 30 derniers jours
shares-chart = Lecteurs de chaque jour du { $from } au { $to }, { $most } au plus en un jour
shares-table = Les jours en tableau
shares-table-day = Jour
shares-table-readers = Lecteurs
shares-table-none = Aucun lecteur ces jours-là
shares-links-heading = Liens
shares-live = Actif
shares-expired = Expiré
shares-used-up = Épuisé
shares-ended = Terminé
shares-line-live = { $place }, créé le { $made }, valable jusqu’au { $ends }
shares-line-used-up = { $place }, créé le { $made }, ouvert à ses lecteurs jusqu’au { $ends }
shares-line-ended = { $place }, créé le { $made }, terminé le { $ends }
shares-line-counts = { $readers } sur { $limit ->
    [one] { $limit } lecteur
   *[other] { $limit } lecteurs
}, { $openings ->
    [0] pas encore ouvert
    [1] ouvert une fois, { $joined ->
        [0] aucun nouveau membre
        [1] { $joined } nouveau membre
       *[other] { $joined } nouveaux membres
    }
   *[other] ouvert { $openings } fois, { $joined ->
        [0] aucun nouveau membre
        [1] { $joined } nouveau membre
       *[other] { $joined } nouveaux membres
    }
}
shares-by-day = Lecteurs par jour : { $days }
shares-by-day-none = Lecteurs par jour : aucun
shares-link-for = Lien de partage pour « { $article } »
shares-end = Y mettre fin<span class="unseen"> : lien pour « { $article } »</span>
shares-no-more = Il n’y a rien sur cette page.
shares-none = Vous n’avez pas encore créé de lien de partage. Ouvrez un article qui vous plaît et choisissez « Partager » sous son titre.
shares-pager = Autres liens de partage
shares-counted = Un lecteur, c’est un navigateur : ni un nom ni une adresse. Vos propres lectures, les aperçus et les rechargements dans la demi-heure ne comptent pas.
shares-name-heading = Votre nom
shares-name-shown = Vos amis voient « { $name } » sur les articles que vous partagez.
shares-name-empty = Vos amis ne voient aucun nom, car votre compte n’en a pas. Si vous en ajoutez un, ils le verront sur les articles que vous partagez.
shares-name-hide = Ne pas afficher de nom
shares-name-could = Vos amis ne voient aucun nom. Si vous dites oui, ils verront « { $name } » sur les articles que vous partagez.
shares-name-show = Afficher mon nom
shares-name-missing = Vos amis ne voient aucun nom. Si vous voulez qu’ils voient le vôtre, donnez-le d’abord sur <a href="{ $link }">la page de votre compte</a>.
shares-saved-name = Votre choix est enregistré.
shares-saved-end = Ce lien a pris fin. Qui l’ouvre désormais devra donner son adresse pour lire.
shares-article-gone = Un article qui n’est plus là
